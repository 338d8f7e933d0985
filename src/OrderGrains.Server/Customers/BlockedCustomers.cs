using System.Collections.Frozen;
using System.Data.Common;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>Keeps the set of blocked customers in memory, at most two seconds behind the store, so that a new order is refused at the door.</summary>
public sealed class BlockedCustomers(DbDataSource source, SqlDialect dialect, OrderPolicy configured, TimeProvider clock, ILogger<BlockedCustomers> logger)
    : PeriodicService(TimeSpan.FromSeconds(1), clock, logger)
{
    private OrderPolicy? _policy;

    /// <summary>The company's policy with the customers that are blocked now.</summary>
    public OrderPolicy Policy => Volatile.Read(ref _policy) ?? configured;

    /// <summary>Reads the set anew; called at once after a block or its lifting on this process.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select stream from customer_row where {dialect.True("blocked")}";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        HashSet<CustomerId> blocked = [];
        while (await reader.ReadAsync(cancellation))
            blocked.Add(new CustomerId(dialect.ReadId(reader, 0)));
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
