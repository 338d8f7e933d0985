namespace OrderGrains.Streams;

/// <summary>Reads a feed for one subscriber: first the missed events, then the new ones, each exactly once.</summary>
public sealed class FeedReader<TRecord, T>
    where T : class
{
    private readonly Feed<TRecord, T> _feed;
    private readonly FeedInterest<T> _interest;
    private readonly CancellationToken _cancellation;
    private FeedSubscriber<T> _subscriber;
    private CancellationTokenRegistration _leaving;
    private JournalPlace _now = null!; // Set by JoinAsync, before anything else.
    private JournalPlace _place = null!; // Set by StartAt, before anything is read.

    internal FeedReader(Feed<TRecord, T> feed, FeedInterest<T> interest, CancellationToken cancellation) =>
        (_feed, _interest, _cancellation, _subscriber) = (feed, interest, cancellation, new(interest, feed.Room));

    /// <summary>The place it has reached, as a cursor: the subscriber has taken all events before it, or they do not concern it.</summary>
    public string Cursor => _feed.CursorOf(Place);

    private JournalPlace Place => _feed.ProgressOf(_subscriber) is { } progress ? _place.Max(progress) : _place;

    /// <summary>Subscribes to every event from now on.</summary>
    internal async ValueTask<JournalPlace> JoinAsync()
    {
        _leaving.Unregister();
        var subscriber = _subscriber = new(_interest, _feed.Room);
        _now = await _feed.JoinAsync(subscriber, _cancellation);
        _leaving = _cancellation.UnsafeRegister(_ => _feed.Leave(subscriber), null);
        return _now;
    }

    /// <summary>Sets the place after which the reading begins.</summary>
    internal FeedReader<TRecord, T> StartAt(JournalPlace after)
    {
        _place = after;
        return this;
    }

    /// <summary>Reads the events until cancelled.</summary>
    public async IAsyncEnumerable<FeedItem<T>> ReadAllAsync()
    {
        while (true)
        {
            await foreach (var missed in ReadMissedAsync())
                yield return missed;
            _place = _place.Max(_now);
            while (await _subscriber.TakeAsync(_cancellation) is { } item)
            {
                if (item.Position <= _place[item.Partition])
                    continue;
                // The place is usually the item's own. But a process that reads what others wrote may lag behind the one the subscriber
                // came from.
                _place = _place.IsWithin(item.Place) ? item.Place : _place.Max(item.Place);
                yield return ReferenceEquals(_place, item.Place) ? item : item with { Place = _place };
            }
            // The subscriber was too slow: read what did not fit from the journal.
            await JoinAsync();
        }
    }

    private IAsyncEnumerable<FeedItem<T>> ReadMissedAsync() => _now.IsWithin(_place)
        ? AsyncEnumerable.Empty<FeedItem<T>>()
        : _interest.Records is { } records ? ReadMissedAsync(records) : ReadAllMissedAsync();

    private async IAsyncEnumerable<FeedItem<T>> ReadAllMissedAsync()
    {
        for (var partition = 0; partition < _feed.Partitions; partition++)
        {
            while (_place[partition] < _now[partition])
            {
                var page = await _feed.ReadMissedAsync(partition, _place[partition], _cancellation);
                if (page.Count == 0)
                    throw new InvalidOperationException(
                        $"Partition {partition} ended at {_now[partition]}, but has no event after {_place[partition]}.");
                await foreach (var item in MatchingAsync(page))
                    yield return item;
                _place = _place.With(partition, Math.Min(_feed.PlaceOf(page[^1]).Position, _now[partition]));
            }
        }
    }

    private async IAsyncEnumerable<FeedItem<T>> ReadMissedAsync(IReadOnlyCollection<StreamId> records)
    {
        var partitions = records.GroupBy(record => record.Partition(_feed.Partitions));
        foreach (var partition in partitions.Where(partition => _place[partition.Key] < _now[partition.Key]))
        {
            List<TRecord> events = [];
            foreach (var record in partition)
            {
                var all = await _feed.ReadMissedAsync(record, _cancellation);
                events.AddRange(all.Where(recorded => _feed.PlaceOf(recorded).Position > _place[partition.Key]));
            }
            events.Sort((x, y) => _feed.PlaceOf(x).Position.CompareTo(_feed.PlaceOf(y).Position));
            await foreach (var item in MatchingAsync(events))
                yield return item;
        }
    }

    private async IAsyncEnumerable<FeedItem<T>> MatchingAsync(IReadOnlyList<TRecord> page)
    {
        var news = await _feed.ReadAsync(page, _interest.InDetail, _cancellation);
        for (var i = 0; i < page.Count; i++)
        {
            var (partition, position) = _feed.PlaceOf(page[i]);
            if (position > _now[partition])
                yield break;
            if (news[i] is not { } item || !_interest.Matches(item))
                continue;
            _place = _place.With(partition, position);
            yield return new FeedItem<T>(item, partition, position, _place);
        }
    }
}
