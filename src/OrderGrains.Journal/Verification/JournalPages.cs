namespace OrderGrains.Journal;

/// <summary>Walks through the streams of a journal, a page at a time, each page as of one moment.</summary>
internal sealed class JournalPages(JournalTables tables, IReadOnlyList<RecordKind> kinds)
{
    private const int PageStreams = 100;
    private const int PageEvents = 2_000;

    private readonly Dictionary<string, RecordKind> _byEvent = kinds.SelectMany(kind => kind.EventNames.Select(name => (name, kind))).ToDictionary(line => line.name, line => line.kind);

    /// <summary>The kind of a stream, by its first event; null if that is unknown.</summary>
    public RecordKind? KindOf(StoredStream stream) => _byEvent.GetValueOrDefault(stream.Events[0].Event.Type);

    /// <summary>The next streams: so many that they have a few thousand events, or one.</summary>
    public async Task<IReadOnlyList<StreamId>> NextAsync(StreamId? after, CancellationToken cancellation)
    {
        var streams = await tables.StreamsAsync(after, PageStreams, cancellation);
        var events = 0L;
        return [.. streams.TakeWhile((stream, index) => (events += stream.Events) <= PageEvents || index == 0).Select(stream => stream.Stream)];
    }

    /// <summary>Reads everything of a page, in the transaction that is open.</summary>
    public async Task<List<StoredStream>> ReadAsync(IReadOnlyList<StreamId> streams, bool withRows, CancellationToken cancellation)
    {
        var events = await tables.EventsAsync(streams, cancellation);
        var snapshots = await tables.SnapshotsAsync(streams, cancellation);
        var page = streams.Where(events.Contains).Select(stream => new StoredStream(stream, [.. events[stream]], snapshots.GetValueOrDefault(stream), null)).ToList();
        if (!withRows)
            return page;
        var rows = new Dictionary<StreamId, IStreamRow>();
        foreach (var group in page.GroupBy(KindOf))
        {
            if (group.Key?.Rows is not { } table)
                continue;
            foreach (var (stream, row) in await table.ReadAsync(tables.Connection, [.. group.Select(stream => stream.Id)], cancellation))
                rows.Add(stream, row);
        }
        return [.. page.Select(stream => rows.TryGetValue(stream.Id, out var row) ? stream with { Row = row } : stream)];
    }

    /// <summary>The ids of the keys that a page needs.</summary>
    public static HashSet<Guid> KeysOf(IEnumerable<StoredStream> page) =>
        [.. page.SelectMany(stream => stream.Events.Select(recorded => recorded.Event.KeyId).Append(stream.Snapshot?.KeyId)).OfType<Guid>()];
}
