using OrderGrains.Journal;

namespace OrderGrains.Server.Streams;

/// <summary>
/// The turns in which a kind of consumer works in this process, one at a time: who follows the journal gives way to those who write it. While there is much to write, a turn comes
/// only after so many times the events of the last one were written; else it comes at once. So a peak of submissions has the machine nearly for itself, and what lags is made up for
/// when it ends.
/// </summary>
internal sealed class ConsumerTurns
{
    private readonly int _writtenPerEvent;
    private readonly JournalPressure _pressure;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<Turn>> _waiting = [];
    private long _notBefore;
    private bool _isTaken;

    /// <param name="writtenPerEvent">How many events are written for each that is followed, while there is much to write.</param>
    /// <param name="pressure">Says how much there is to write; lives as long as the turns.</param>
    public ConsumerTurns(int writtenPerEvent, JournalPressure pressure)
    {
        (_writtenPerEvent, _pressure) = (writtenPerEvent, pressure);
        pressure.Changed += OnChanged;
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
        cancellation.UnsafeRegister(_ => asked.TrySetCanceled(cancellation), null); // Ends with the token's source, which is the waiting's own.
        return asked.Task;
    }

    private void OnChanged()
    {
        lock (_gate)
            Grant();
    }

    private void Grant()
    {
        if (_isTaken || (_pressure.IsHigh && _pressure.Written < _notBefore))
            return;
        while (!_isTaken && _waiting.TryDequeue(out var next))
            _isTaken = next.TrySetResult(new Turn(this)); // False if it was cancelled meanwhile.
    }

    private void Return(int events)
    {
        lock (_gate)
        {
            _isTaken = false;
            _notBefore = _pressure.Written + ((long)events * _writtenPerEvent);
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
