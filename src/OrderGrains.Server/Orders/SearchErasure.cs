using OrderGrains.Server.Search;
using OrderGrains.Streams;

namespace OrderGrains.Server.Orders;

/// <summary>
/// Forgets words, as erasure demands: after the keys were destroyed, so that nothing personal comes back with a later event or a rebuild.
/// The words that are not personal come back with them.
/// </summary>
public sealed class SearchErasure(OrderRows orders, ConsumerTables tables)
{
    private readonly SearchTable _orders = new(SearchTable.OrdersName, tables.Dialect);
    private readonly SearchTable _customers = new(SearchTable.CustomersName, tables.Dialect);

    /// <summary>Forgets the words of a customer and of all its orders.</summary>
    public async Task ForgetCustomerAsync(Guid customer, CancellationToken cancellation)
    {
        await ForgetAsync(_customers, [customer], cancellation);
        foreach (var some in (await orders.OfCustomerAsync(customer, cancellation)).Chunk(500))
            await ForgetOrdersAsync(some, cancellation);
    }

    /// <summary>Forgets the words of orders, at most 500.</summary>
    public Task ForgetOrdersAsync(IReadOnlyList<Guid> forgotten, CancellationToken cancellation) =>
        ForgetAsync(_orders, forgotten, cancellation);

    private async Task ForgetAsync(SearchTable table, IReadOnlyList<Guid> forgotten, CancellationToken cancellation)
    {
        using var turn = await tables.AcquireWriterAsync();
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await table.RemoveAsync(transaction, forgotten);
        await transaction.CommitAsync(cancellation);
    }
}
