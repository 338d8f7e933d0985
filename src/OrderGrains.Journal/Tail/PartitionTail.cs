namespace OrderGrains.Journal;

/// <summary>The newest events of one partition without gaps, in a ring buffer that drops the oldest.</summary>
/// <remarks>
/// Under high pressure it keeps few: prompt followers need no more, followers that yield are behind them all, and objects promoted out of
/// Gen 0 are expensive.
/// </remarks>
internal sealed class PartitionTail(JournalPressure pressure)
{
    private const int Capacity = 256;
    private const int CapacityUnderPressure = 32;
    private const long Unknown = -1;

    private readonly Lock _gate = new();
    private RecordedEvent[] _ring = [];
    private TaskCompletionSource? _news;
    private long _head = Unknown;       // The last known position, which is the last in the ring.
    private long _first = 1;            // The first position in the ring.
    private long _notified = Unknown;   // The head that waiting readers were notified of.
    private int _followers;

    public bool IsFollowed => Volatile.Read(ref _followers) > 0;

    public long? Head => Volatile.Read(ref _head) is var head && head == Unknown ? null : head;

    /// <summary>The number of events in the ring.</summary>
    public int Kept
    {
        get
        {
            lock (_gate)
                return _ring.Length == 0 ? 0 : (int)(_head - _first + 1);
        }
    }

    /// <summary>Returns the last known position, and when the event after a position was recorded if it is in the ring.</summary>
    public (long Head, DateTimeOffset? RecordedAt) Next(long position)
    {
        lock (_gate)
            return (_head, position < _head && position + 1 >= _first ? _ring[(position + 1) % Capacity].Event.RecordedAt : null);
    }

    public void Follow()
    {
        lock (_gate)
            _followers++;
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_followers == 0)
                (_ring, _head, _notified) = ([], Unknown, Unknown);
        }
    }

    /// <summary>Adds what this process has written, if it is next; the caller then calls <see cref="Notify"/>.</summary>
    /// <returns>False if an event before it is missing.</returns>
    public bool Add(Append append, long position, int partition)
    {
        if (!IsFollowed)
            return true;
        lock (_gate)
        {
            if (_head == Unknown || _followers == 0)
                return true;
            if (position > _head + 1)
                return false;
            for (var i = 0; i < append.Events.Length; i++)
                Store(new RecordedEvent(append.Stream, append.ExpectedVersion + i + 1, partition, position + i, append.Events[i]));
            return true;
        }
    }

    /// <summary>Adds events that were read, in the order of the partition.</summary>
    public void Add(IEnumerable<RecordedEvent> events)
    {
        lock (_gate)
        {
            if (_head == Unknown)
                return;
            foreach (var recorded in events)
                Store(recorded);
        }
        Notify();
    }

    /// <summary>Notifies waiting readers of new events.</summary>
    public void Notify()
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            if (_notified == _head)
                return;
            _notified = _head;
            news = Interlocked.Exchange(ref _news, null);
        }
        news?.TrySetResult();
    }

    /// <summary>Starts again at a position; readers behind it read from the store.</summary>
    public void JumpTo(long head)
    {
        lock (_gate)
        {
            if (_followers == 0 || head <= _head)
                return;
            (_head, _first) = (head, head + 1);
        }
        Notify();
    }

    /// <summary>
    /// Returns events after a position from the ring; or that the reader is behind it; or a task that completes with new ones.
    /// </summary>
    public (RecordedEvent[] Events, bool IsBehind, Task News) After(long position, int limit)
    {
        lock (_gate)
        {
            if (position >= _head)
                return ([], false, (_news ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
            if (position + 1 < _first)
                return ([], true, Task.CompletedTask);
            var events = new RecordedEvent[Math.Min(limit, _head - position)];
            for (var i = 0; i < events.Length; i++)
                events[i] = _ring[(position + 1 + i) % Capacity];
            return (events, false, Task.CompletedTask);
        }
    }

    private void Store(RecordedEvent recorded)
    {
        if (recorded.Position != _head + 1)
            return;                                                 // Already known.
        if (_ring.Length == 0)
            _ring = new RecordedEvent[Capacity];
        _ring[recorded.Position % Capacity] = recorded;
        _head = recorded.Position;
        var first = _head - (pressure.IsHigh ? CapacityUnderPressure : Capacity) + 1;
        for (; _first < first; _first++)
        {
            if (_first % Capacity != _head % Capacity)
                _ring[_first % Capacity] = null!; // No reader reads before the first position.
        }
    }
}
