using Orleans.Streams;

namespace OrderGrains.Streams;

/// <summary>Assigns to each silo the queues of the partitions that it writes; loads differ by at most one queue.</summary>
internal sealed class PartitionQueueBalancer(IServiceProvider services, ILogger<PartitionQueueBalancer> logger)
    : QueueBalancerBase(services, logger)
{
    private QueueId[] _queues = [];
    private volatile QueueId[] _mine = [];

    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        _queues = [.. queueMapper.GetAllQueues()];
        return base.Initialize(queueMapper);
    }

    public override IEnumerable<QueueId> GetMyQueues() => _mine;

    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        var silos = new PartitionSilos(activeSilos);
        _mine = activeSilos.Count == 0 ? [] : [.. _queues.Where((_, partition) => silos.Of(partition).Equals(SiloAddress))];
        NotifyListeners().Ignore();
    }
}
