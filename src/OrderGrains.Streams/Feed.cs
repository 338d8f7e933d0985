namespace OrderGrains.Streams;

/// <summary>Publishes new records, numbered in partitions, to all subscribers of this process.</summary>
/// <remarks>
/// One reader serves all subscribers and reads each record once; it does not read while there are none. A subscriber that was away, or has
/// no
/// room, reads the missed records from the store.
/// </remarks>
/// <typeparam name="TRecord">The type of the records.</typeparam>
/// <typeparam name="T">The type that subscribers see.</typeparam>
public abstract partial class Feed<TRecord, T>(FeedLimits limits, TimeProvider clock, ILogger logger) : IDisposable
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Dictionary<Topic, List<FeedSubscriber<T>>> _topics = [];
    private readonly HashSet<FeedSubscriber<T>> _subscribers = [];
    private readonly List<Topic> _scratch = [];

    // Bounds the reads of missed records, so that they do not keep writers from the store.
    private readonly SemaphoreSlim _missedReads = new(4);
    private Run? _run;
    private Task? _starting;
    private int _inDetail;

    /// <summary>The number of partitions.</summary>
    protected internal abstract int Partitions { get; }

    /// <summary>What the positions count; distinguishes this feed's cursors from those of other kinds.</summary>
    protected abstract PlaceKind Counts { get; }

    /// <summary>The maximum number of events that may wait for one subscriber.</summary>
    internal int Room => limits.Buffer;

    /// <summary>Returns a cursor after everything recorded so far.</summary>
    public async ValueTask<string> CursorAsync(CancellationToken cancellation) =>
        CursorOf(new JournalPlace(await HeadsAsync(cancellation)));

    /// <summary>Encodes a place as a cursor for clients.</summary>
    public string CursorOf(JournalPlace place) => place.Encode(Counts);

    /// <summary>Subscribes a reader, before it reads anything.</summary>
    /// <param name="cursor">The cursor after which it begins; null for now.</param>
    /// <param name="interest">The events that it wants.</param>
    /// <param name="cancellation">Ends the subscription.</param>
    /// <exception cref="FeedRefusedException">The cursor belongs to another feed, or lies too far back.</exception>
    public ValueTask<FeedReader<TRecord, T>> FollowCursorAsync(string? cursor, FeedInterest<T> interest, CancellationToken cancellation)
    {
        JournalPlace? after = null;
        if (cursor is not null && !JournalPlace.TryDecode(cursor, Counts, Partitions, out after))
            throw new FeedRefusedException("The cursor does not belong to this subscription.");
        return FollowAsync(after, interest, cancellation);
    }

    /// <summary>Subscribes a reader, before it reads anything.</summary>
    /// <param name="after">The place after which it begins; null for now.</param>
    /// <param name="interest">The events that it wants.</param>
    /// <param name="cancellation">Ends the subscription.</param>
    /// <exception cref="FeedRefusedException">The place lies beyond the end of the journal, or too far back.</exception>
    public async ValueTask<FeedReader<TRecord, T>> FollowAsync(
        JournalPlace? after, FeedInterest<T> interest, CancellationToken cancellation)
    {
        var reader = new FeedReader<TRecord, T>(this, interest, cancellation);
        if (after is null)
        {
            // Not the feed's own place, which lags a few moments behind the journal.
            var begin = new JournalPlace(await HeadsAsync(cancellation));
            await reader.JoinAsync();
            return reader.StartAt(begin);
        }
        var now = await reader.JoinAsync();
        if (!after.IsWithin(now) && !after.IsWithin(new JournalPlace(await HeadsAsync(cancellation))))
            throw new FeedRefusedException("The cursor is beyond the end of the journal.");
        if (interest.Records is null && after.EventsTo(now) > limits.MaxReplayedEvents)
        {
            var reason = $"More than {limits.MaxReplayedEvents} events were recorded since the cursor: query the state and subscribe again.";
            throw new FeedRefusedException(reason) { IsTooFarBack = true };
        }
        return reader.StartAt(after);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _missedReads.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Turns records into what subscribers see, in order; null for each that does not concern them.</summary>
    /// <param name="page">The records.</param>
    /// <param name="inDetail">Whether a subscriber needs details that the records do not contain.</param>
    /// <param name="cancellation">Ends the reading.</param>
    protected internal abstract ValueTask<IReadOnlyList<T?>> ReadAsync(
        IReadOnlyList<TRecord> page, bool inDetail, CancellationToken cancellation);

    /// <summary>Returns the partition and position of a record.</summary>
    protected internal abstract (int Partition, long Position) PlaceOf(TRecord record);

    /// <summary>Returns the last position of each partition.</summary>
    protected abstract ValueTask<long[]> HeadsAsync(CancellationToken cancellation);

    /// <summary>Returns sources of new records after a place; each reads partitions that no other reads.</summary>
    protected abstract IEnumerable<IFeedSource<TRecord>> SourcesAfter(JournalPlace place);

    /// <summary>Reads a page of a partition, for a subscriber that missed it.</summary>
    protected abstract ValueTask<IReadOnlyList<TRecord>> ReadPageAsync(int partition, long after, CancellationToken cancellation);

    /// <summary>Reads all events of one record, for a subscriber that follows only single records.</summary>
    protected virtual ValueTask<IReadOnlyList<TRecord>> ReadAllOfAsync(StreamId record, CancellationToken cancellation) =>
        throw new NotSupportedException("This feed cannot be followed by single records.");

    /// <summary>Adds the topics of an event to the list, except <see cref="TopicKind.All"/>.</summary>
    protected abstract void AddTopics(T news, List<Topic> topics);

    /// <summary>Adds a subscriber, which is offered every event from now on.</summary>
    /// <returns>The place that the feed has reached.</returns>
    internal async ValueTask<JournalPlace> JoinAsync(FeedSubscriber<T> subscriber, CancellationToken cancellation)
    {
        while (true)
        {
            Task starting;
            lock (_gate)
            {
                if (_run is { } run)
                {
                    Add(subscriber);
                    return run.Place;
                }
                starting = _starting ??= StartAsync();
            }
            await starting.WaitAsync(cancellation);
        }
    }

    /// <summary>Removes a subscriber; does nothing if it was removed before.</summary>
    internal void Leave(FeedSubscriber<T> subscriber)
    {
        Run? idle = null;
        lock (_gate)
        {
            Remove(subscriber);
            if (_subscribers.Count == 0)
                (idle, _run) = (_run, null);
        }
        idle?.Ending.Cancel();
    }

    /// <summary>Returns the place that the feed has reached if the subscriber has taken everything; otherwise null.</summary>
    internal JournalPlace? ProgressOf(FeedSubscriber<T> subscriber)
    {
        lock (_gate)
            return _run is { } run && _subscribers.Contains(subscriber) && subscriber.IsWaiting ? run.Place : null;
    }

    /// <summary>Reads a page of a partition for a subscriber that missed it, with bounded concurrency.</summary>
    internal ValueTask<IReadOnlyList<TRecord>> ReadMissedAsync(int partition, long after, CancellationToken cancellation) =>
        ReadThrottledAsync(() => ReadPageAsync(partition, after, cancellation), cancellation);

    /// <summary>Reads all events of a record for a subscriber that missed some, with bounded concurrency.</summary>
    internal ValueTask<IReadOnlyList<TRecord>> ReadMissedAsync(StreamId record, CancellationToken cancellation) =>
        ReadThrottledAsync(() => ReadAllOfAsync(record, cancellation), cancellation);

    private async ValueTask<IReadOnlyList<TRecord>> ReadThrottledAsync(
        Func<ValueTask<IReadOnlyList<TRecord>>> read, CancellationToken cancellation)
    {
        await _missedReads.WaitAsync(cancellation);
        try
        {
            return await read();
        }
        finally
        {
            _missedReads.Release();
        }
    }

    private async Task StartAsync()
    {
        await Task.Yield(); // The caller holds the lock.
        try
        {
            var run = new Run(new JournalPlace(await HeadsAsync(CancellationToken.None)));
            lock (_gate)
                _run = run;
            foreach (var source in SourcesAfter(run.Place))
                _ = FollowAsync(run, source);
        }
        finally
        {
            lock (_gate)
                _starting = null;
        }
    }

    private async Task FollowAsync(Run run, IFeedSource<TRecord> source)
    {
        using var reading = source;
        var ending = run.Ending.Token;
        IReadOnlyList<TRecord>? page = null;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                page ??= await source.ReadAsync(ending);
                var inDetail = Volatile.Read(ref _inDetail) > 0;
                if (TryPublish(run, page, await ReadAsync(page, inDetail, ending), inDetail))
                    page = null;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (UnknownEventException unknown)
            {
                LogUnknown(GetType().Name, unknown);
                EndAll(run, unknown);
            }
            catch (Exception fault)
            {
                LogReadFailed(GetType().Name, fault);
                await Task.Delay(Pause, clock, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Returns false if a subscriber joined meanwhile that needs more detail than was read.
    private bool TryPublish(Run run, IReadOnlyList<TRecord> page, IReadOnlyList<T?> news, bool inDetail)
    {
        lock (_gate)
        {
            if (_run != run)
                return true;
            if (_inDetail > 0 && !inDetail)
                return false;
            for (var i = 0; i < page.Count; i++)
            {
                var (partition, position) = PlaceOf(page[i]);
                if (news[i] is null && i < page.Count - 1 && PlaceOf(page[i + 1]).Partition == partition)
                    continue;
                run.Place = run.Place.With(partition, position);
                if (news[i] is { } item)
                    Offer(new FeedItem<T>(item, partition, position, run.Place));
            }
            return true;
        }
    }

    private void Offer(FeedItem<T> item)
    {
        _scratch.Clear();
        _scratch.Add(new Topic(TopicKind.All));
        AddTopics(item.News, _scratch);
        foreach (var topic in _scratch)
        {
            if (!_topics.TryGetValue(topic, out var listeners))
                continue;
            for (var i = listeners.Count - 1; i >= 0; i--)
            {
                var subscriber = listeners[i];
                if (subscriber.Interest.Matches(item.News) && !subscriber.Offer(item))
                    Remove(subscriber);
            }
        }
    }

    private void EndAll(Run run, Exception fault)
    {
        lock (_gate)
        {
            if (_run != run)
                return;
            _run = null;
            foreach (var subscriber in _subscribers.ToList())
            {
                subscriber.End(fault);
                Remove(subscriber);
            }
        }
        run.Ending.Cancel();
    }

    private void Add(FeedSubscriber<T> subscriber)
    {
        _subscribers.Add(subscriber);
        if (subscriber.Interest.InDetail)
            _inDetail++;
        foreach (var topic in subscriber.Interest.Topics)
        {
            if (!_topics.TryGetValue(topic, out var listeners))
                _topics.Add(topic, listeners = []);
            listeners.Add(subscriber);
        }
    }

    private void Remove(FeedSubscriber<T> subscriber)
    {
        if (!_subscribers.Remove(subscriber))
            return;
        if (subscriber.Interest.InDetail)
            _inDetail--;
        foreach (var topic in subscriber.Interest.Topics)
        {
            var listeners = _topics[topic];
            listeners.Remove(subscriber);
            if (listeners.Count == 0)
                _topics.Remove(topic);
        }
    }

    [LoggerMessage(4201, LogLevel.Warning, "The {Feed} cannot read new records, and its subscribers wait.")]
    private partial void LogReadFailed(string feed, Exception fault);

    [LoggerMessage(4202, LogLevel.Error,
        "The {Feed} has read an event that this version of the program does not know; its subscribers must continue on another server.")]
    private partial void LogUnknown(string feed, Exception fault);

    /// <summary>The reading between the first subscriber's arrival and the last one's departure.</summary>
    private sealed class Run(JournalPlace place)
    {
        public JournalPlace Place { get; set; } = place;
        public CancellationTokenSource Ending { get; } = new();
    }
}

/// <summary>A source of new records, each exactly once; for one reader at a time.</summary>
/// <typeparam name="TRecord">The type of the records.</typeparam>
public interface IFeedSource<TRecord> : IDisposable
{
    /// <summary>Waits for the next records, and returns at least one.</summary>
    ValueTask<IReadOnlyList<TRecord>> ReadAsync(CancellationToken cancellation);
}
