using OrderGrains.Streams;

namespace OrderGrains.Server.Search;

/// <summary>Writes the words that a partition's records are searched by, fed by the journal.</summary>
[Alias("og.search")]
public interface ISearchGrain : IJournalConsumer;
