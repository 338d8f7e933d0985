using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>Grants a kind of consumer one turn at a time in this process, so that consumers yield to writers (back-pressure).</summary>
/// <remarks>
/// Under load, the next turn comes only after a multiple of the last turn's events were written; otherwise it comes as soon as
/// <see cref="ConsumerPlaces"/> has a place. A peak of submissions thus has the machine nearly to itself, and consumers catch up after it.
/// </remarks>
internal sealed class ConsumerTurns
{
    private readonly int _writtenPerEvent;
    private readonly JournalPressure _pressure;
    private readonly ConsumerPlaces _places;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<Turn>> _waiting = [];
    private long _notBefore;
    private bool _isTaken;

    /// <param name="writtenPerEvent">How many events the journal writes under load for each that the kind reads.</param>
    /// <param name="pressure">Tells how busy the journal is; lives as long as the turns.</param>
    /// <param name="places">The places that all kinds share.</param>
    /// <param name="clock">The clock.</param>
    public ConsumerTurns(int writtenPerEvent, JournalPressure pressure, ConsumerPlaces places, TimeProvider clock)
    {
        (_writtenPerEvent, _pressure, _places, _clock) = (writtenPerEvent, pressure, places, clock);
        pressure.Changed += Grant;
    }

    /// <summary>Waits for a turn, first come, first served.</summary>
    /// <returns>The turn; dispose of it when the work is done.</returns>
    public Task<Turn> TakeAsync(CancellationToken cancellation)
    {
        var asked = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _waiting.Enqueue(asked);
        Grant();
        // Ends with the token's source, which lives for this wait.
        cancellation.UnsafeRegister(_ => asked.TrySetCanceled(cancellation), null);
        return asked.Task;
    }

    /// <summary>Grants the turn to the next waiter, if the pressure and the places permit it.</summary>
    internal void Grant()
    {
        Turn turn;
        lock (_gate)
        {
            while (_waiting.TryPeek(out var first) && first.Task.IsCompleted) // The waiter was cancelled.
                _waiting.Dequeue();
            if (_isTaken || _waiting.Count == 0 || (_pressure.IsHigh && _pressure.Written < _notBefore) || !_places.TryTake(this))
                return;
            turn = new Turn(this);
            while (!_isTaken && _waiting.TryDequeue(out var next))
                _isTaken = next.TrySetResult(turn);
            if (_isTaken)
                return;
        }
        turn.ReleasePlace(); // Every waiter was cancelled.
    }

    private void Return(int events)
    {
        lock (_gate)
        {
            _isTaken = false;
            _notBefore = _pressure.Written + ((long)events * _writtenPerEvent);
        }
        Grant();
    }

    /// <summary>A turn to work. Its place passes to others after <see cref="MaxPlace"/>, since a longer turn mostly waits.</summary>
    internal sealed class Turn : IDisposable
    {
        private static readonly TimeSpan MaxPlace = TimeSpan.FromMilliseconds(100);
        private readonly ConsumerTurns _turns;
        private readonly ITimer _leaving;
        private int _hasLeft;
        private int _isOver;

        public Turn(ConsumerTurns turns)
        {
            _turns = turns;
            _leaving = turns._clock.CreateTimer(static turn => ((Turn)turn!).ReleasePlace(), this, MaxPlace, Timeout.InfiniteTimeSpan);
        }

        /// <summary>How many events the turn is for.</summary>
        public int Events { get; set; }

        /// <inheritdoc/>
        public void Dispose()
        {
            ReleasePlace();
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                _turns.Return(Events);
        }

        internal void ReleasePlace()
        {
            _leaving.Dispose();
            if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
                _turns._places.Release();
        }
    }
}
