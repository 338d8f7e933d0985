using OrderGrains.Streams;

namespace OrderGrains.Server.Deadlines;

/// <summary>Keeps the open tasks of a partition's orders, watches their clocks, and tells who is to be told.</summary>
[Alias("og.deadlines")]
public interface IDeadlinesGrain : IJournalConsumer;
