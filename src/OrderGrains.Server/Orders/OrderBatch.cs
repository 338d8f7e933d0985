using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>Orders that were read together. What a list's rows do not hold is read for all of them at once, when the first of them is asked for it.</summary>
public sealed class OrderBatch(IReadOnlyList<OrderRow> rows, AggregateStore<Order, OrderEvent, Rejection> store, CancellationToken cancellation)
{
    private readonly Lock _lock = new();
    private Task<Dictionary<Guid, Loaded<Order>>>? _orders;

    /// <summary>The whole order, folded from its events.</summary>
    public async ValueTask<Order> OrderAsync(Guid id)
    {
        Task<Dictionary<Guid, Loaded<Order>>> orders;
        lock (_lock)
            orders = _orders ??= LoadAsync();
        return (await orders)[id].State;
    }

    private async Task<Dictionary<Guid, Loaded<Order>>> LoadAsync()
    {
        var loaded = await store.LoadAsync([.. rows.Select(row => row.Stream)], cancellation);
        return rows.Zip(loaded).ToDictionary(pair => pair.First.Stream.Value, pair => pair.Second);
    }
}
