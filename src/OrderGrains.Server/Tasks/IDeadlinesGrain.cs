using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>Keeps the open tasks of a partition's orders, watches their clocks, and tells who is to be told.</summary>
[Alias("og.deadlines"), GrainInterfaceType("OrderGrains.Server.Deadlines.IDeadlinesGrain")] // as servers of all versions know it
public interface IDeadlinesGrain : IJournalConsumer;
