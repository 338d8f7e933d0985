using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>A feed of the journal's events.</summary>
/// <typeparam name="T">The type that subscribers see.</typeparam>
public abstract class JournalFeed<T>(IJournal journal, JournalTail tail, FeedLimits limits, TimeProvider clock, ILogger logger)
    : Feed<RecordedEvent, T>(limits, clock, logger)
    where T : class
{
    private const int PageSize = 100;
    private const int MissedPageSize = 500;

    /// <inheritdoc/>
    protected internal sealed override int Partitions => journal.Partitions;

    /// <inheritdoc/>
    protected sealed override PlaceKind Counts => PlaceKind.Events;

    /// <inheritdoc/>
    protected internal sealed override (int Partition, long Position) PlaceOf(RecordedEvent record) => (record.Partition, record.Position);

    /// <inheritdoc/>
    protected sealed override ValueTask<long[]> HeadsAsync(CancellationToken cancellation) => journal.HeadsAsync(cancellation);

    /// <inheritdoc/>
    protected sealed override IEnumerable<IFeedSource<RecordedEvent>> SourcesAfter(JournalPlace place) =>
        Enumerable.Range(0, Partitions).Select(partition => new Source(tail.Follow(partition, place[partition])));

    /// <inheritdoc/>
    protected sealed override ValueTask<IReadOnlyList<RecordedEvent>> ReadPageAsync(
        int partition, long after, CancellationToken cancellation) =>
        journal.ReadPartitionAsync(partition, after, MissedPageSize, cancellation);

    /// <inheritdoc/>
    protected sealed override async ValueTask<IReadOnlyList<RecordedEvent>> ReadAllOfAsync(StreamId record, CancellationToken cancellation)
    {
        List<RecordedEvent> events = [];
        while (await journal.ReadStreamAsync(record, events.Count, MissedPageSize, cancellation) is { Count: > 0 } page)
            events.AddRange(page);
        return events;
    }

    private sealed class Source(TailReader reader) : IFeedSource<RecordedEvent>
    {
        public ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(CancellationToken cancellation) =>
            reader.ReadAsync(PageSize, cancellation);

        public void Dispose() => reader.Dispose();
    }
}
