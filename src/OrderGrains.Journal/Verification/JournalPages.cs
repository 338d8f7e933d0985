namespace OrderGrains.Journal;

/// <summary>Reads the streams of a journal page by page, each page as of one moment.</summary>
internal sealed class JournalPages(JournalTables tables, IReadOnlyList<RecordKind> kinds)
{
    private const int PageStreams = 100;
    private const int PageEvents = 2_000;

    private readonly Dictionary<string, RecordKind> _byEvent = kinds
        .SelectMany(kind => kind.EventNames.Select(name => (name, kind)))
        .ToDictionary(line => line.name, line => line.kind);

    /// <summary>Returns the kind of a stream by its first event; null if that is unknown.</summary>
    public RecordKind? KindOf(StoredStream stream) => _byEvent.GetValueOrDefault(stream.Events[0].Event.Type);

    /// <summary>Returns the next streams with at most a few thousand events together, or one larger stream.</summary>
    public async Task<IReadOnlyList<StreamId>> NextAsync(StreamId? after, CancellationToken cancellation)
    {
        var streams = await tables.ListStreamsAsync(after, PageStreams, cancellation);
        var events = 0L;
        var page = streams.TakeWhile((stream, index) => (events += stream.Events) <= PageEvents || index == 0);
        return [.. page.Select(stream => stream.Stream)];
    }

    /// <summary>Reads the content of a page in the open transaction.</summary>
    public async Task<List<StoredStream>> ReadAsync(IReadOnlyList<StreamId> streams, bool withRows, CancellationToken cancellation)
    {
        var events = await tables.ReadEventsAsync(streams, cancellation);
        var snapshots = await tables.ReadSnapshotsAsync(streams, cancellation);
        var page = streams.Where(events.Contains).Select(Collect).ToList();
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

        StoredStream Collect(StreamId stream) => new(stream, [.. events[stream]], snapshots.GetValueOrDefault(stream), null);
    }

    /// <summary>Returns the ids of the keys that a page needs.</summary>
    public static HashSet<Guid> KeysOf(IEnumerable<StoredStream> page)
    {
        var ids = page.SelectMany(stream => stream.Events.Select(recorded => recorded.Event.KeyId).Append(stream.Snapshot?.KeyId));
        return [.. ids.OfType<Guid>()];
    }
}
