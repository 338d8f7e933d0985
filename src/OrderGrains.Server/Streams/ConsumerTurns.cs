using OrderGrains.Journal;

namespace OrderGrains.Server.Streams;

/// <summary>
/// The turns in which a kind of consumer works in this process, one at a time: who follows the journal gives way to those who write it. How much there is to write is seen by the
/// journal's batches, which grow with what comes while one is being written. While they are large, a turn comes only after so many times the events of the last one were written;
/// else it comes at once. So a peak of submissions has the machine nearly for itself, and what lags is made up for when it ends.
/// </summary>
internal sealed class ConsumerTurns : IDisposable
{
    private const double LargeBatch = 4;
    private const double BatchesLookedAt = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly int _writtenPerEvent;
    private readonly Func<bool> _isIdle;
    private readonly ITimer _pausing;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<Turn>> _waiting = [];
    private double _batch;              // a moving average of the batches' sizes
    private long _written;
    private long _notBefore;
    private bool _isTaken;

    /// <param name="writtenPerEvent">How many events are written for each that is followed, while there is much to write.</param>
    /// <param name="isIdle">Whether the journal has nothing to write.</param>
    /// <param name="clock">The time.</param>
    public ConsumerTurns(int writtenPerEvent, Func<bool> isIdle, TimeProvider clock)
    {
        (_writtenPerEvent, _isIdle) = (writtenPerEvent, isIdle);
        _pausing = clock.CreateTimer(_ => OnPaused(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The turns beside a journal, for as long as it lives.</summary>
    public static ConsumerTurns Beside(IJournal journal, int writtenPerEvent, TimeProvider clock)
    {
        var turns = new ConsumerTurns(writtenPerEvent, () => journal.IsIdle, clock);
        journal.Written += batch => turns.Written(batch.Count);
        journal.Idled += turns.Idled;
        return turns;
    }

    /// <summary>Waits for a turn, in the order of asking.</summary>
    /// <returns>To be given back when the work is done.</returns>
    public Task<Turn> TakeAsync(CancellationToken cancellation)
    {
        var asked = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue(asked);
            Grant();
        }
        if (_isIdle())
            Idled();
        cancellation.UnsafeRegister(_ => asked.TrySetCanceled(cancellation), null); // Ends with the token's source, which is the waiting's own.
        return asked.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _pausing.Dispose();

    /// <summary>A batch was written.</summary>
    /// <param name="appends">How many appends it had.</param>
    public void Written(int appends)
    {
        lock (_gate)
        {
            _batch += (appends - _batch) / BatchesLookedAt;
            _written += appends;
            Grant();
        }
    }

    /// <summary>Nothing is left to write.</summary>
    public void Idled()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0)
                _pausing.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    // An idle journal tells of nothing more: what was much to write is over.
    private void OnPaused()
    {
        lock (_gate)
        {
            if (!_isIdle())
                return;
            _batch = 0;
            Grant();
        }
    }

    private void Grant()
    {
        if (_isTaken || (_batch >= LargeBatch && _written < _notBefore))
            return;
        while (!_isTaken && _waiting.TryDequeue(out var next))
            _isTaken = next.TrySetResult(new Turn(this)); // False if it was cancelled meanwhile.
    }

    private void Return(int events)
    {
        lock (_gate)
        {
            _isTaken = false;
            _notBefore = _written + ((long)events * _writtenPerEvent);
            Grant();
        }
    }

    /// <summary>A turn; whoever has it works.</summary>
    internal sealed class Turn(ConsumerTurns turns) : IDisposable
    {
        private int _isOver;

        /// <summary>How many events the work is about.</summary>
        public int Events { get; set; }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                turns.Return(Events);
        }
    }
}
