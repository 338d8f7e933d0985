using OrderGrains.Journal;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrderGrains.Server.Hosting;

/// <summary>
/// Places the grain of a record by the partition of its stream, so that in a steady cluster each partition has one writing silo and lanes of different silos do not wait for
/// each other. Affinity only: a grain stays where it is when silos come, and correctness never depends on where it is.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PartitionPlacementAttribute() : PlacementAttribute(new PartitionPlacement());

/// <summary>The strategy behind <see cref="PartitionPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("og.placement.partition")]
internal sealed class PartitionPlacement : PlacementStrategy;

/// <summary>Chooses the silo: the partition's rank over the sorted silos. Those offered are active by what this process knows: none that joins, stops or is dead.</summary>
/// <param name="journal">Knows the number of partitions.</param>
internal sealed class PartitionPlacementDirector(IJournal journal) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(SiloOf(new StreamId(target.GrainIdentity.GetGuidKey()).Partition(journal.Partitions), context.GetCompatibleSilos(target)));

    /// <summary>The silo of a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="silos">The silos to choose from, in any order; at least one.</param>
    internal static SiloAddress SiloOf(int partition, IEnumerable<SiloAddress> silos)
    {
        SiloAddress[] sorted = [.. silos.Order()];
        return sorted[partition % sorted.Length];
    }
}
