using System.Data.Common;
using OrderGrains.Journal;
using OrderGrains.Server.Records;
using OrderGrains.Streams;

namespace OrderGrains.Server.Search;

/// <summary>The words of a record, for the table of its kind.</summary>
internal sealed record SearchedWords(SearchTable Table, SearchedRecord Record);

/// <summary>Writes the words of a partition's records, of every kind that is searched.</summary>
[GrainType("search"), ImplicitStreamSubscription(SearchSetup.Kind), PartitionPlacement]
internal sealed class SearchGrain(
    IJournal journal, ConsumerTables tables, EventNames names, SearchedKinds searched, TimeProvider clock, ILogger<SearchGrain> logger)
    : TableConsumerGrain<SearchedWords>(SearchSetup.Kind, journal, tables, clock, logger), ISearchGrain
{
    private readonly IReadOnlyList<SearchedKind> _kinds = searched();

    /// <inheritdoc/>
    protected override string StoredName => SearchSetup.StoredName;

    /// <inheritdoc/>
    protected override async ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events)
    {
        foreach (var kind in _kinds)
            await kind.PrepareAsync(events);
    }

    /// <inheritdoc/>
    protected override SearchedWords? Read(RecordedEvent recorded)
    {
        _ = names.IsOrders(recorded.Event); // An unknown event is not passed over.
        foreach (var kind in _kinds)
        {
            if (kind.Read(recorded) is { } record)
                return new(kind.Table, record);
        }
        return null;
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(DbTransaction transaction,
        IReadOnlyList<(RecordedEvent Recorded, SearchedWords Effect)> effects)
    {
        foreach (var some in effects.GroupBy(x => x.Effect.Table, x => x.Effect.Record))
            await some.Key.WriteAsync(transaction, Partition, [.. some.GroupBy(record => record.Stream, (_, records) => records.Last())]);
    }

    /// <inheritdoc/>
    protected override async Task ClearAsync(DbTransaction transaction)
    {
        foreach (var kind in _kinds)
            await kind.Table.ClearAsync(transaction, Partition);
    }
}

/// <summary>Makes the kinds of records that are searched; each consumer has its own, which hold what its events need.</summary>
internal delegate IReadOnlyList<SearchedKind> SearchedKinds();
