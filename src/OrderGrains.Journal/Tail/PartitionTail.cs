namespace OrderGrains.Journal;

internal enum Added
{
    NotFollowed,
    InOrder,
    AfterGap,
}

/// <summary>The newest events of one partition, without gaps: a ring that forgets the oldest.</summary>
internal sealed class PartitionTail
{
    private const int Capacity = 512;
    private const long Unknown = -1;

    private readonly Lock _gate = new();
    private RecordedEvent[] _ring = [];
    private TaskCompletionSource? _news;
    private long _head = Unknown;       // the last known position; what is in the ring ends with it
    private long _first = 1;            // the first position in the ring
    private int _followers;

    public bool IsFollowed => Volatile.Read(ref _followers) > 0;

    public long? Head => Volatile.Read(ref _head) is var head && head == Unknown ? null : head;

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
                (_ring, _head) = ([], Unknown);
        }
    }

    /// <summary>Adds what this process has written, if it is what comes next.</summary>
    public Added Add(Append append, AppendResult result, int partition)
    {
        if (!IsFollowed)
            return Added.NotFollowed;
        TaskCompletionSource? news;
        lock (_gate)
        {
            if (_head == Unknown || _followers == 0)
                return Added.NotFollowed;
            if (result.Position > _head + 1)
                return Added.AfterGap;
            for (var i = 0; i < append.Events.Length; i++)
                Keep(new RecordedEvent(append.Stream, append.ExpectedVersion + i + 1, partition, result.Position + i, append.Events[i]));
            news = TakeNews();
        }
        news?.TrySetResult();
        return Added.InOrder;
    }

    /// <summary>Adds what was read: events of the partition in their order.</summary>
    public void Add(IReadOnlyList<RecordedEvent> events)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            if (_head == Unknown)
                return;
            foreach (var recorded in events)
                Keep(recorded);
            news = TakeNews();
        }
        news?.TrySetResult();
    }

    /// <summary>Begins anew at a position: whoever is behind it reads the store.</summary>
    public void JumpTo(long head)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            if (_followers == 0 || head <= _head)
                return;
            (_head, _first) = (head, head + 1);
            news = TakeNews();
        }
        news?.TrySetResult();
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
        _first = Math.Max(_first, _head - Capacity + 1);
    }

    private TaskCompletionSource? TakeNews() => Interlocked.Exchange(ref _news, null);
}
