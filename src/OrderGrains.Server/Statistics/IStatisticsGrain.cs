using OrderGrains.Domain.Statistics;
using OrderGrains.Streams;

namespace OrderGrains.Server.Statistics;

/// <summary>Counts the orders of a partition (R11.1), fed by the journal.</summary>
[Alias("og.statistics")]
public interface IStatisticsGrain : IJournalConsumer
{
    /// <summary>The counts of some months, with the checkpoint that they are of.</summary>
    /// <param name="from">The first month, such as <c>2026-03</c>.</param>
    /// <param name="to">The last month.</param>
    [Alias("read")]
    Task<PartitionStatistics> ReadAsync(string from, string to);
}

/// <summary>The counts of a partition.</summary>
/// <param name="Checkpoint">How far it has counted.</param>
/// <param name="Months">The tables by month, then currency.</param>
[GenerateSerializer, Immutable, Alias("og.statistics.partition")]
public sealed record PartitionStatistics(
    [property: Id(0)] ConsumerCheckpoint Checkpoint, [property: Id(1)] Dictionary<string, Dictionary<string, MonthTables>> Months);
