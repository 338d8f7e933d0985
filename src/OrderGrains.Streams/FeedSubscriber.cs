namespace OrderGrains.Streams;

/// <summary>A subscriber's bounded queue of events. Once it overflows, the feed offers it nothing further.</summary>
internal sealed class FeedSubscriber<T>(FeedInterest<T> interest, int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<FeedItem<T>> _items = new();
    private FeedItem<T>? _last;
    private TaskCompletionSource? _waiting;
    private Exception? _fault;
    private bool _hasEnded;

    public FeedInterest<T> Interest { get; } = interest;

    /// <summary>Whether the subscriber has taken every event offered and waits for the next.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_gate)
                return _waiting is not null && _items.Count == 0;
        }
    }

    /// <summary>Queues an event; an event of several topics may be offered repeatedly and is queued once.</summary>
    /// <returns>False if the queue has overflowed, so that the event is the last to be offered.</returns>
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

    /// <summary>Ends the subscription with a fault, once the queued events are taken.</summary>
    public void End(Exception fault)
    {
        lock (_gate)
        {
            (_fault, _hasEnded) = (fault, true);
            Wake();
        }
    }

    /// <summary>Takes the next event, or waits for it.</summary>
    /// <returns>Null once the feed offers nothing more and every event is taken.</returns>
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
