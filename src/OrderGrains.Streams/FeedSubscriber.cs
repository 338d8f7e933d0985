namespace OrderGrains.Streams;

/// <summary>One who listens to a feed: events wait here until they are taken. Bounded: where there is no room any more, nothing further is offered.</summary>
internal sealed class FeedSubscriber<T>(FeedInterest<T> interest, int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<FeedItem<T>> _items = new();
    private FeedItem<T>? _last;
    private TaskCompletionSource? _waiting;
    private Exception? _fault;
    private bool _hasEnded;

    public FeedInterest<T> Interest { get; } = interest;

    /// <summary>Whether everything that was offered has been taken, and the next is waited for.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_gate)
                return _waiting is not null && _items.Count == 0;
        }
    }

    /// <summary>Adds an event; one of two of its topics is offered twice, and added once.</summary>
    /// <returns>False if there is no room; it is the last that is offered.</returns>
    public bool Offer(FeedItem<T> item)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_last, item))
                return !_hasEnded;
            _last = item;
            if (_items.Count < capacity)
                _items.Enqueue(item);
            else
                _hasEnded = true;
            Wake();
            return !_hasEnded;
        }
    }

    /// <summary>Ends it with a fault, once what waits was taken.</summary>
    public void End(Exception fault)
    {
        lock (_gate)
        {
            (_fault, _hasEnded) = (fault, true);
            Wake();
        }
    }

    /// <summary>Takes the next event, or waits for it.</summary>
    /// <returns>Null once nothing more is offered and all was taken.</returns>
    public async ValueTask<FeedItem<T>?> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_items.TryDequeue(out var item))
                    return item;
                if (_hasEnded)
                    return _fault is null ? null : throw _fault;
                news = (_waiting = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await news.WaitAsync(cancellation);
        }
    }

    private void Wake()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
