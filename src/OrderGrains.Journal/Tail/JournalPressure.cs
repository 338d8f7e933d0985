namespace OrderGrains.Journal;

/// <summary>
/// How much this process has to write to the journal, seen by its batches: a batch is what came while the one before was being written, so batches grow with what there is to
/// write. No measure of the processor says it when the database is elsewhere.
/// </summary>
public sealed class JournalPressure : IDisposable
{
    private const double LargeBatch = 4;
    private const double BatchesLookedAt = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Func<bool> _isIdle;
    private readonly TimeProvider _clock;
    private readonly ITimer _pausing;
    private readonly Lock _gate = new();
    private double _batch;              // a moving average of the batches' sizes
    private long _written;
    private long _writtenAt;

    /// <param name="isIdle">Whether the journal has nothing to write.</param>
    /// <param name="clock">The time.</param>
    public JournalPressure(Func<bool> isIdle, TimeProvider clock)
    {
        (_isIdle, _clock) = (isIdle, clock);
        _pausing = clock.CreateTimer(_ => OnPaused(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The pressure on a journal, for as long as it lives.</summary>
    public static JournalPressure On(IJournal journal, TimeProvider clock)
    {
        var pressure = new JournalPressure(() => journal.IsIdle, clock);
        journal.Written += batch => pressure.Note(batch.Count);
        journal.Idled += pressure.Idled;
        return pressure;
    }

    /// <summary>Whether batches are large: there is more to write than is written one by one.</summary>
    public bool IsHigh => Volatile.Read(ref _batch) >= LargeBatch;

    /// <summary>How many appends were written since the beginning.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Whether something is written, or was a moment ago.</summary>
    public bool IsWritten => Written > 0 && _clock.GetElapsedTime(Volatile.Read(ref _writtenAt)) < Pause;

    /// <summary>Raised when something was written, and when the pressure has gone. Whoever listens takes note, and no more: it is the lane's thread.</summary>
    public event Action? Changed;

    /// <summary>A batch was written.</summary>
    /// <param name="appends">How many appends it had.</param>
    public void Note(int appends)
    {
        lock (_gate)
        {
            Volatile.Write(ref _batch, _batch + ((appends - _batch) / BatchesLookedAt));
            Volatile.Write(ref _written, _written + appends);
            Volatile.Write(ref _writtenAt, _clock.GetTimestamp());
        }
        Changed?.Invoke();
    }

    /// <summary>Nothing is left to write. A moment of this comes between any two batches and says nothing; a pause says that what was much to write is over.</summary>
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
