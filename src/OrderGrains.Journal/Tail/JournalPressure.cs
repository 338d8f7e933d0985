namespace OrderGrains.Journal;

/// <summary>Measures how much this process has to write to the journal by the size of its batches.</summary>
/// <remarks>
/// A batch holds what arrived while the previous one was being written, so batches grow with the load. A measure of the processor would
/// miss
/// it when the database runs elsewhere.
/// </remarks>
public sealed class JournalPressure : IDisposable
{
    private const double LargeBatch = 4;
    private const double AveragedBatches = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Func<bool> _isIdle;
    private readonly TimeProvider _clock;
    private readonly ITimer _pausing;
    private readonly Lock _gate = new();
    private double _batch;              // The moving average of the batch sizes.
    private long _written;
    private long _writtenAt;

    /// <param name="isIdle">Returns whether the journal has nothing to write.</param>
    /// <param name="clock">The clock.</param>
    public JournalPressure(Func<bool> isIdle, TimeProvider clock)
    {
        (_isIdle, _clock) = (isIdle, clock);
        _pausing = clock.CreateTimer(_ => OnPaused(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Creates a gauge of the pressure on a journal, which lives as long as the journal.</summary>
    public static JournalPressure On(IJournal journal, TimeProvider clock)
    {
        var pressure = new JournalPressure(() => journal.IsIdle, clock);
        journal.Written += batch => pressure.Note(batch.Count);
        journal.Idled += pressure.Idled;
        return pressure;
    }

    /// <summary>Whether batches are large, so that appends arrive faster than they are written singly.</summary>
    public bool IsHigh => Volatile.Read(ref _batch) >= LargeBatch;

    /// <summary>The number of appends written since the start.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Whether something is being written, or was a moment ago.</summary>
    public bool IsWritten => Written > 0 && _clock.GetElapsedTime(Volatile.Read(ref _writtenAt)) < Pause;

    /// <summary>
    /// Raised after a write and when the pressure has ended. Handlers run on the lane's thread: they take note and return.
    /// </summary>
    public event Action? Changed;

    /// <summary>Notes that a batch was written.</summary>
    /// <param name="appends">The number of its appends.</param>
    public void Note(int appends)
    {
        lock (_gate)
        {
            Volatile.Write(ref _batch, _batch + ((appends - _batch) / AveragedBatches));
            Volatile.Write(ref _written, _written + appends);
            Volatile.Write(ref _writtenAt, _clock.GetTimestamp());
        }
        Changed?.Invoke();
    }

    /// <summary>Notes that nothing is left to write.</summary>
    /// <remarks>That happens briefly between any two batches and means nothing; only a pause ends the pressure.</remarks>
    public void Idled()
    {
        if (IsHigh)
            _pausing.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _pausing.Dispose();

    private void OnPaused()
    {
        if (!_isIdle())
            return;
        lock (_gate)
            Volatile.Write(ref _batch, 0);
        Changed?.Invoke();
    }
}
