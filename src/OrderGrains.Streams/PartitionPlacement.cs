using OrderGrains.Journal;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrderGrains.Streams;

/// <summary>Places a record's grain, and the consumers of a partition, by partition.</summary>
/// <remarks>
/// In a steady cluster one silo writes and follows each partition, so that lanes of different silos do not wait for each other. This is
/// affinity only: a grain stays where it is when silos join, and correctness never depends on its place.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PartitionPlacementAttribute() : PlacementAttribute(new PartitionPlacement());

/// <summary>The strategy behind <see cref="PartitionPlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("og.placement.partition")]
internal sealed class PartitionPlacement : PlacementStrategy;

/// <summary>Chooses a silo among the compatible ones, which exclude those that are joining, stopping or dead.</summary>
/// <param name="journal">The journal, which knows the number of partitions.</param>
internal sealed class PartitionPlacementDirector(IJournal journal) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(new PartitionSilos(context.GetCompatibleSilos(target)).Of(PartitionOf(target.GrainIdentity)));

    // The key of a record's grain is its stream; the key of a consumer is its partition.
    private int PartitionOf(GrainId grain) =>
        grain.TryGetGuidKey(out var stream, out _) ? new StreamId(stream).Partition(journal.Partitions) : (int)grain.GetIntegerKey();
}

/// <summary>Assigns partitions to the sorted silos by rank: the one rule for writing, delivering and consuming.</summary>
/// <param name="silos">The silos to choose from, in any order; at least one.</param>
internal sealed class PartitionSilos(IEnumerable<SiloAddress> silos)
{
    private readonly SiloAddress[] _ranked = [.. silos.Order()];

    /// <summary>Returns the silo of a partition.</summary>
    public SiloAddress Of(int partition) => _ranked[partition % _ranked.Length];
}

/// <summary>Registers the placement by partition.</summary>
public static class PartitionPlacementSetup
{
    /// <summary>Enables <see cref="PartitionPlacementAttribute"/>.</summary>
    public static ISiloBuilder AddPartitionPlacement(this ISiloBuilder silo) =>
        silo.AddPlacementDirector<PartitionPlacement, PartitionPlacementDirector>();
}
