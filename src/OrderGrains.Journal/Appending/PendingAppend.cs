using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace OrderGrains.Journal.Appending;

/// <summary>A queued append and the caller that waits for its result. Pooled, unless the caller has left.</summary>
internal sealed class PendingAppend : IValueTaskSource<AppendResult>
{
    private const int Waiting = 0;
    private const int Answered = 1;
    private const int Abandoned = 2;
    private static readonly ConcurrentQueue<PendingAppend> Pool = new();

    private ManualResetValueTaskSourceCore<AppendResult> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _leaving;
    private CancellationToken _cancellation;
    private int _state;

    private PendingAppend() { }

    public Append Append { get; private set; } = null!;     // Set by Rent.
    public int Bytes { get; private set; }
    public long QueuedAt { get; private set; }
    /// <summary>The time since which the append has waited for the lane alone.</summary>
    public long ReadySince { get; set; }
    /// <summary>The next append in its queue.</summary>
    public PendingAppend? Next { get; set; }

    public static PendingAppend Rent(Append append, int bytes, long now)
    {
        if (!Pool.TryDequeue(out var item))
            item = new PendingAppend();
        (item.Append, item.Bytes, item.QueuedAt, item.ReadySince) = (append, bytes, now, now);
        return item;
    }

    /// <summary>Returns an append to the pool.</summary>
    public void Return()
    {
        (Append, Next, _leaving, _cancellation, _state) = (null!, null, default, default, Waiting);    // Append: set by Rent.
        _core.Reset();
        Pool.Enqueue(this);
    }

    /// <summary>Waits for the result; the caller may leave, the append stays queued.</summary>
    public ValueTask<AppendResult> WaitAsync(CancellationToken caller)
    {
        var answer = new ValueTask<AppendResult>(this, _core.Version);
        if (caller.CanBeCanceled)
        {
            _cancellation = caller;
            _leaving = caller.UnsafeRegister(static item => ((PendingAppend)item!).Leave(), this);
        }
        return answer;
    }

    public void Answer(in AppendResult result)
    {
        if (Interlocked.CompareExchange(ref _state, Answered, Waiting) == Waiting)
            _core.SetResult(result);
    }

    public void Fail(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _state, Answered, Waiting) == Waiting)
            _core.SetException(reason);
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting)
            _core.SetException(new OperationCanceledException(_cancellation));
    }

    AppendResult IValueTaskSource<AppendResult>.GetResult(short token)
    {
        _leaving.Dispose();
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (_state == Answered)          // The lane is done with it; it may still hold an abandoned one.
                Return();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<AppendResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<AppendResult>.OnCompleted(
        Action<object?> continuation, object? argument, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, argument, token, flags);
}
