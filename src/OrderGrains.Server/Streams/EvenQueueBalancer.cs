using Orleans.Streams;

namespace OrderGrains.Server.Streams;

/// <summary>Deals the partitions out to the active silos in turn, in the order of their addresses, so that no silo has more than one above another.</summary>
internal sealed class EvenQueueBalancer(IServiceProvider services, ILogger<EvenQueueBalancer> logger) : QueueBalancerBase(services, logger)
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
        SiloAddress[] silos = [.. activeSilos.Order()];
        var rank = Array.IndexOf(silos, SiloAddress);
        _mine = rank < 0 ? [] : [.. _queues.Where((_, partition) => partition % silos.Length == rank)];
        NotifyListeners().Ignore();
    }
}
