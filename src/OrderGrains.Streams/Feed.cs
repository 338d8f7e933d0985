namespace OrderGrains.Streams;

/// <summary>
/// Tells all subscribers of this process of new records, which are numbered in partitions: one reader for all of them, each record read once. While nobody listens nothing is
/// read. Whoever was away, or has no room, reads what it missed from where the records are kept.
/// </summary>
/// <typeparam name="TRecord">The records.</typeparam>
/// <typeparam name="T">What a record is to the subscribers.</typeparam>
public abstract partial class Feed<TRecord, T>(FeedLimits limits, TimeProvider clock, ILogger logger) : IDisposable
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Dictionary<Topic, List<FeedSubscriber<T>>> _topics = [];
    private readonly HashSet<FeedSubscriber<T>> _subscribers = [];
    private readonly List<Topic> _scratch = [];

    // Whoever has fallen behind must not keep those who write from the store.
    private readonly SemaphoreSlim _laggards = new(4);
    private Run? _run;
    private Task? _starting;
    private int _inDetail;

    /// <summary>The number of partitions.</summary>
    protected internal abstract int Partitions { get; }

    /// <summary>What its places count, so that a cursor of another is told apart.</summary>
    protected abstract PlaceKind Counts { get; }

    /// <summary>How many events may wait for one subscriber.</summary>
    internal int Room => limits.Buffer;

    /// <summary>A cursor of everything so far.</summary>
    public async ValueTask<string> CursorAsync(CancellationToken cancellation) => CursorOf(new JournalPlace(await HeadsAsync(cancellation)));

    /// <summary>A place as clients see it.</summary>
    public string CursorOf(JournalPlace place) => place.Encode(Counts);

    /// <summary>Begins to follow, before anything of it is read.</summary>
    /// <param name="cursor">After which cursor; null: now.</param>
    /// <param name="interest">Which events.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <exception cref="FeedRefusedException">The cursor is none of this feed's, or too far back.</exception>
    public ValueTask<FeedReader<TRecord, T>> FollowCursorAsync(string? cursor, FeedInterest<T> interest, CancellationToken cancellation)
    {
        JournalPlace? after = null;
        if (cursor is not null && !JournalPlace.TryDecode(cursor, Counts, Partitions, out after))
            throw new FeedRefusedException("The cursor is none of this subscription's.");
        return FollowAsync(after, interest, cancellation);
    }

    /// <summary>Begins to follow, before anything of it is read.</summary>
    /// <param name="after">After which place; null: now.</param>
    /// <param name="interest">Which events.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <exception cref="FeedRefusedException">The place is none of this feed's, or too far back.</exception>
    public async ValueTask<FeedReader<TRecord, T>> FollowAsync(JournalPlace? after, FeedInterest<T> interest, CancellationToken cancellation)
    {
        var reader = new FeedReader<TRecord, T>(this, interest, cancellation);
        if (after is null)
        {
            var begin = new JournalPlace(await HeadsAsync(cancellation)); // Not where the feed is: it tells of what was recorded some moments ago.
            await reader.JoinAsync();
            return reader.StartAt(begin);
        }
        var now = await reader.JoinAsync();
        if (!after.IsWithin(now) && !after.IsWithin(new JournalPlace(await HeadsAsync(cancellation))))
            throw new FeedRefusedException("The cursor is beyond the end of the journal.");
        if (interest.Records is null && after.EventsTo(now) > limits.MaxReplayedEvents)
            throw new FeedRefusedException($"More than {limits.MaxReplayedEvents} events were recorded since: read what there is, and subscribe anew.") { IsTooFarBack = true };
        return reader.StartAt(after);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _laggards.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What events are to the subscribers, in their order; null for each that is nothing to them.</summary>
    /// <param name="page">The events.</param>
    /// <param name="inDetail">Whether somebody needs to know more than the events say.</param>
    /// <param name="cancellation">Ends the reading.</param>
    protected internal abstract ValueTask<IReadOnlyList<T?>> ReadAsync(IReadOnlyList<TRecord> page, bool inDetail, CancellationToken cancellation);

    /// <summary>Where a record is.</summary>
    protected internal abstract (int Partition, long Position) PlaceOf(TRecord record);

    /// <summary>The place after everything so far.</summary>
    protected abstract ValueTask<long[]> HeadsAsync(CancellationToken cancellation);

    /// <summary>What reads new records after a place; each reads the partitions that no other does.</summary>
    protected abstract IEnumerable<IFeedSource<TRecord>> SourcesAfter(JournalPlace place);

    /// <summary>A page of a partition, for somebody who has missed it.</summary>
    protected abstract ValueTask<IReadOnlyList<TRecord>> ReadPageAsync(int partition, long after, CancellationToken cancellation);

    /// <summary>All there is about one thing, for somebody who follows nothing else.</summary>
    protected virtual ValueTask<IReadOnlyList<TRecord>> ReadAllOfAsync(StreamId record, CancellationToken cancellation) =>
        throw new NotSupportedException("Nobody follows this by single records.");

    /// <summary>The topics of an event, beside <see cref="TopicKind.All"/>.</summary>
    protected abstract void AddTopics(T news, List<Topic> topics);

    /// <summary>Lets a subscriber hear every event from now on.</summary>
    /// <returns>How far the feed is.</returns>
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

    /// <summary>Forgets a subscriber; harmless if it is forgotten already.</summary>
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

    /// <summary>How far the feed is, if the subscriber has taken everything; else null.</summary>
    internal JournalPlace? ProgressOf(FeedSubscriber<T> subscriber)
    {
        lock (_gate)
            return _run is { } run && _subscribers.Contains(subscriber) && subscriber.IsWaiting ? run.Place : null;
    }

    /// <summary>A page of a partition for somebody who has missed it; few read at once.</summary>
    internal ValueTask<IReadOnlyList<TRecord>> MissedAsync(int partition, long after, CancellationToken cancellation) =>
        InTurnAsync(() => ReadPageAsync(partition, after, cancellation), cancellation);

    /// <summary>All of a record for somebody who has missed some of it; few read at once.</summary>
    internal ValueTask<IReadOnlyList<TRecord>> MissedAsync(StreamId record, CancellationToken cancellation) =>
        InTurnAsync(() => ReadAllOfAsync(record, cancellation), cancellation);

    private async ValueTask<IReadOnlyList<TRecord>> InTurnAsync(Func<ValueTask<IReadOnlyList<TRecord>>> read, CancellationToken cancellation)
    {
        await _laggards.WaitAsync(cancellation);
        try
        {
            return await read();
        }
        finally
        {
            _laggards.Release();
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
                LogWaits(GetType().Name, fault);
                await Task.Delay(Pause, clock, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // False if somebody has come meanwhile who needs to know more of the events than was read.
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

    [LoggerMessage(4201, LogLevel.Warning, "Subscribers of the {Feed} wait for what cannot be read.")]
    private partial void LogWaits(string feed, Exception fault);

    [LoggerMessage(4202, LogLevel.Error, "There is an event that this version of the program does not know; subscribers of the {Feed} have to go on elsewhere.")]
    private partial void LogUnknown(string feed, Exception fault);

    /// <summary>The reading from when somebody came until nobody is there.</summary>
    private sealed class Run(JournalPlace place)
    {
        public JournalPlace Place { get; set; } = place;
        public CancellationTokenSource Ending { get; } = new();
    }
}

/// <summary>Reads new records, none twice and none left out; for one reader at a time.</summary>
/// <typeparam name="TRecord">The records.</typeparam>
public interface IFeedSource<TRecord> : IDisposable
{
    /// <summary>The next records, at least one; waits until there is one.</summary>
    ValueTask<IReadOnlyList<TRecord>> ReadAsync(CancellationToken cancellation);
}
