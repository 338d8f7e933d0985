using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>
/// The turns in which a kind of consumer works in this process, one at a time: who follows the journal gives way to those who write it. While there is much to write, a turn comes
/// only after so many times the events of the last one were written; else it comes when there is a place for it (<see cref="ConsumerPlaces"/>). So a peak of submissions has the
/// machine nearly for itself, and what lags is made up for when it ends.
/// </summary>
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

    /// <param name="writtenPerEvent">How many events are written for each that is followed, while there is much to write.</param>
    /// <param name="pressure">Says how much there is to write; lives as long as the turns.</param>
    /// <param name="places">The places that all kinds share.</param>
    /// <param name="clock">The time.</param>
    public ConsumerTurns(int writtenPerEvent, JournalPressure pressure, ConsumerPlaces places, TimeProvider clock)
    {
        (_writtenPerEvent, _pressure, _places, _clock) = (writtenPerEvent, pressure, places, clock);
        pressure.Changed += Grant;
    }

    /// <summary>Waits for a turn, in the order of asking.</summary>
    /// <returns>To be given back when the work is done.</returns>
    public Task<Turn> TakeAsync(CancellationToken cancellation)
    {
        var asked = new TaskCompletionSource<Turn>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _waiting.Enqueue(asked);
        Grant();
        cancellation.UnsafeRegister(_ => asked.TrySetCanceled(cancellation), null); // Ends with the token's source, which is the waiting's own.
        return asked.Task;
    }

    /// <summary>Gives the turn to whoever is next, if it may be given.</summary>
    internal void Grant()
    {
        Turn turn;
        lock (_gate)
        {
            while (_waiting.TryPeek(out var first) && first.Task.IsCompleted) // It was cancelled.
                _waiting.Dequeue();
            if (_isTaken || _waiting.Count == 0 || (_pressure.IsHigh && _pressure.Written < _notBefore) || !_places.TryTake(this))
                return;
            turn = new Turn(this);
            while (!_isTaken && _waiting.TryDequeue(out var next))
                _isTaken = next.TrySetResult(turn);
            if (_isTaken)
                return;
        }
        turn.LeavePlace(); // Nobody waits any more.
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

    /// <summary>A turn; whoever has it works. Its place is given to others after a moment in any case: whoever takes longer waits, as a rule, and does not work.</summary>
    internal sealed class Turn : IDisposable
    {
        private static readonly TimeSpan LongestPlace = TimeSpan.FromMilliseconds(100);
        private readonly ConsumerTurns _turns;
        private readonly ITimer _leaving;
        private int _hasLeft;
        private int _isOver;

        public Turn(ConsumerTurns turns)
        {
            _turns = turns;
            _leaving = turns._clock.CreateTimer(static turn => ((Turn)turn!).LeavePlace(), this, LongestPlace, Timeout.InfiniteTimeSpan);
        }

        /// <summary>How many events the work is about.</summary>
        public int Events { get; set; }

        /// <inheritdoc/>
        public void Dispose()
        {
            LeavePlace();
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                _turns.Return(Events);
        }

        internal void LeavePlace()
        {
            _leaving.Dispose();
            if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
                _turns._places.GiveBack();
        }
    }
}
