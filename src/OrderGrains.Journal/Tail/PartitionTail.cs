namespace OrderGrains.Journal;

/// <summary>The newest events of one partition, without gaps: a ring that forgets the oldest. While much is written it keeps few: who is quick needs no more, who gives way is
/// behind them all, and what outlives a collection or two of the garbage is what makes it dear.</summary>
internal sealed class PartitionTail(JournalPressure pressure)
{
    private const int Capacity = 256;
    private const int CapacityUnderPressure = 32;
    private const long Unknown = -1;

    private readonly Lock _gate = new();
    private RecordedEvent[] _ring = [];
    private TaskCompletionSource? _news;
    private long _head = Unknown;       // the last known position; what is in the ring ends with it
    private long _first = 1;            // the first position in the ring
    private long _told = Unknown;       // the head that those who wait were told of
    private int _followers;

    public bool IsFollowed => Volatile.Read(ref _followers) > 0;

    public long? Head => Volatile.Read(ref _head) is var head && head == Unknown ? null : head;

    /// <summary>How many events are in the ring.</summary>
    public int Kept
    {
        get
        {
            lock (_gate)
                return _ring.Length == 0 ? 0 : (int)(_head - _first + 1);
        }
    }

    /// <summary>The last known position, and when the event after a position was recorded, if it is in the ring.</summary>
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
                (_ring, _head, _told) = ([], Unknown, Unknown);
        }
    }

    /// <summary>Adds what this process has written, if it is what comes next; <see cref="Tell"/> tells of it.</summary>
    /// <returns>False if something before it is missing.</returns>
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
                Keep(new RecordedEvent(append.Stream, append.ExpectedVersion + i + 1, partition, position + i, append.Events[i]));
            return true;
        }
    }

    /// <summary>Adds what was read: events of the partition in their order.</summary>
    public void Add(IEnumerable<RecordedEvent> events)
    {
        lock (_gate)
        {
            if (_head == Unknown)
                return;
            foreach (var recorded in events)
                Keep(recorded);
        }
        Tell();
    }

    /// <summary>Tells those who wait that there is something new.</summary>
    public void Tell()
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            if (_told == _head)
                return;
            _told = _head;
            news = Interlocked.Exchange(ref _news, null);
        }
        news?.TrySetResult();
    }

    /// <summary>Begins anew at a position: whoever is behind it reads the store.</summary>
    public void JumpTo(long head)
    {
        lock (_gate)
        {
            if (_followers == 0 || head <= _head)
                return;
            (_head, _first) = (head, head + 1);
        }
        Tell();
    }

    /// <summary>What comes after a position: events from the ring; or that the store has to be asked; or what to wait for.</summary>
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

    private void Keep(RecordedEvent recorded)
    {
        if (recorded.Position != _head + 1)
            return;                                                 // known already
        if (_ring.Length == 0)
            _ring = new RecordedEvent[Capacity];
        _ring[recorded.Position % Capacity] = recorded;
        _head = recorded.Position;
        var first = _head - (pressure.IsHigh ? CapacityUnderPressure : Capacity) + 1;
        for (; _first < first; _first++)
        {
            if (_first % Capacity != _head % Capacity)
                _ring[_first % Capacity] = null!; // Nobody reads before the first.
        }
    }
}
