using System.Collections.Frozen;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Orders;

/// <summary>Reads every identity that leads to a blocked customer.</summary>
public delegate ValueTask<IReadOnlyList<Guid>> ReadBlockedCustomers(CancellationToken cancellation);

/// <summary>Keeps the set of blocked customers in memory, by every identity that leads to them, at most two seconds behind the store, so
/// that a new order is refused at the door.</summary>
public sealed class BlockedCustomers(ReadBlockedCustomers read, OrderPolicy configured, TimeProvider clock,
    ILogger<BlockedCustomers> logger)
    : PeriodicService(TimeSpan.FromSeconds(1), clock, logger)
{
    private OrderPolicy? _policy;

    /// <summary>The company's policy with the customers that are blocked now.</summary>
    public OrderPolicy Policy => Volatile.Read(ref _policy) ?? configured;

    /// <summary>Reads the set anew; called at once after a block or its lifting on this process.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var blocked = (await read(cancellation)).Select(id => new CustomerId(id)).ToHashSet();
        if (!blocked.SetEquals(Policy.BlockedCustomers))
            Volatile.Write(ref _policy, configured with { BlockedCustomers = blocked.ToFrozenSet() });
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken cancellation) => RefreshAsync(cancellation);
}
