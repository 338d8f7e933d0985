using Microsoft.Extensions.Time.Testing;

namespace OrderGrains.Server.Tests.GraphQL;

/// <summary>A clock that knows its waiters, so that a test advances time while somebody waits, not while somebody works.</summary>
public sealed class AttentiveClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Dictionary<TimeSpan, int> _waits = [];
    private TaskCompletionSource _begun = NewSignal();

    /// <summary>Advances time as soon as somebody waits for exactly that span.</summary>
    public async Task PassAsync(TimeSpan wait, CancellationToken cancellation)
    {
        while (true)
        {
            Task begun;
            lock (_waits)
            {
                if (_waits.GetValueOrDefault(wait) > 0)
                    break;
                begun = _begun.Task;
            }
            await begun.WaitAsync(cancellation);
        }
        Advance(wait);
    }

    /// <summary>Advances time whenever somebody waits for exactly that span, until a condition is met.</summary>
    public async Task PassUntilAsync(Task happened, TimeSpan wait)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        while (!happened.IsCompleted)
            await Task.WhenAny(happened, PassAsync(wait, enough.Token));
        await enough.CancelAsync();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, dueTime, base.CreateTimer(callback, state, dueTime, period));
        lock (_waits)
        {
            _waits[dueTime] = _waits.GetValueOrDefault(dueTime) + 1;
            _begun.TrySetResult();
            _begun = NewSignal();
        }
        return timer;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Timer(AttentiveClock clock, TimeSpan wait, ITimer timer) : ITimer
    {
        private int _isOver;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            End();
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            End();
            return timer.DisposeAsync();
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _isOver, 1) != 0)
                return;
            lock (clock._waits)
                clock._waits[wait]--;
        }
    }
}
