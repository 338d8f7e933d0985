namespace OrderGrains.Journal;

/// <summary>Reads a partition's events in order, each exactly once, and waits for new ones. For one caller at a time.</summary>
public sealed class TailReader : IDisposable
{
    private readonly JournalTail _tail;
    private readonly int _partition;
    private bool _left;

    internal TailReader(JournalTail tail, int partition, long after)
    {
        (_tail, _partition, Position) = (tail, partition, after);
        tail.Of(partition).Follow();
        if (tail.Of(partition).Head is null)
            tail.Poll();
    }

    /// <summary>The position of the last event that was read.</summary>
    public long Position { get; private set; }

    /// <summary>Waits for the next events, and returns at least one.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be reached.</exception>
    public async ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(int limit, CancellationToken cancellation)
    {
        while (true)
        {
            var (ring, isBehind, news) = _tail.Of(_partition).After(Position, limit);
            var events = isBehind ? await _tail.ReadAsync(_partition, Position, limit, cancellation) : ring;
            if (events.Count > 0)
            {
                Position = events[^1].Position;
                return events;
            }
            await news.WaitAsync(cancellation);
        }
    }

    /// <summary>Waits until there is an event to read.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var (ring, isBehind, news) = _tail.Of(_partition).After(Position, 1);
            if (isBehind || ring.Length > 0)
                return;
            await news.WaitAsync(cancellation);
        }
    }

    /// <summary>Stops following.</summary>
    public void Dispose()
    {
        if (_left)
            return;
        _left = true;
        _tail.Of(_partition).Leave();
    }
}
