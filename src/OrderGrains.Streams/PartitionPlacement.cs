using OrderGrains.Journal;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrderGrains.Streams;

/// <summary>
/// Places the grain of a record by the partition of its stream, and one that follows a partition by that, so that in a steady cluster each partition has one silo that writes and
/// follows it, and lanes of different silos do not wait for each other. Affinity only: a grain stays where it is when silos come, and correctness never depends on where it is.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PartitionPlacementAttribute() : PlacementAttribute(new PartitionPlacement());

/// <summary>The strategy behind <see cref="PartitionPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("og.placement.partition")]
internal sealed class PartitionPlacement : PlacementStrategy;

/// <summary>Chooses the silo among those offered, which are active by what this process knows: none that joins, stops or is dead.</summary>
/// <param name="journal">Knows the number of partitions.</param>
internal sealed class PartitionPlacementDirector(IJournal journal) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(new PartitionSilos(context.GetCompatibleSilos(target)).Of(PartitionOf(target.GrainIdentity)));

    // A record's grain is keyed by its stream, one that follows a partition by the partition.
    private int PartitionOf(GrainId grain) => grain.TryGetGuidKey(out var stream, out _) ? new StreamId(stream).Partition(journal.Partitions) : (int)grain.GetIntegerKey();
}

/// <summary>Which silo a partition belongs to: its rank over the sorted silos. The one rule for who writes, delivers and follows it.</summary>
/// <param name="silos">The silos to choose from, in any order; at least one.</param>
internal sealed class PartitionSilos(IEnumerable<SiloAddress> silos)
{
    private readonly SiloAddress[] _ranked = [.. silos.Order()];

    /// <summary>The silo of a partition.</summary>
    public SiloAddress Of(int partition) => _ranked[partition % _ranked.Length];
}

/// <summary>Registers the placement by partition.</summary>
public static class PartitionPlacementSetup
{
    /// <summary>Lets grains be placed by <see cref="PartitionPlacementAttribute"/>.</summary>
    public static ISiloBuilder AddPartitionPlacement(this ISiloBuilder silo) => silo.AddPlacementDirector<PartitionPlacement, PartitionPlacementDirector>();
}
