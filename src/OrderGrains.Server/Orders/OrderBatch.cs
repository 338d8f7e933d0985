using System.Text.Json;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>Orders that were read together. What a list's rows do not hold is read for all of them at once, when the first of them is asked for it.</summary>
public sealed class OrderBatch(
    IReadOnlyList<OrderRow> rows, AggregateStore<Order, OrderEvent, Rejection> store, IKeyStore keys, CancellationToken cancellation)
{
    private readonly Lock _lock = new();
    private Task<Dictionary<Guid, Loaded<Order>>>? _orders;
    private Task<IReadOnlyDictionary<Guid, PersonalKey>>? _keys;

    /// <summary>The whole order, folded from its events.</summary>
    public async ValueTask<Order> OrderAsync(Guid id)
    {
        Task<Dictionary<Guid, Loaded<Order>>> orders;
        lock (_lock)
            orders = _orders ??= LoadAsync();
        return (await orders)[id].State;
    }

    /// <summary>The customer's information of a row; null where there is none, and where it was erased.</summary>
    public async ValueTask<CustomerInformation?> CustomerAsync(OrderRow row)
    {
        if (row.Customer is not { } customer)
            return null;
        Task<IReadOnlyDictionary<Guid, PersonalKey>> found;
        lock (_lock)
            found = _keys ??= keys.FindAsync([.. rows.Where(x => x.Customer is not null).Select(x => x.Customer!.KeyId).Distinct()], cancellation).AsTask();
        return (await found).TryGetValue(customer.KeyId, out var key)
            ? JsonSerializer.Deserialize(PersonalData.Open(key, row.Stream, customer.Bytes), OrderCardJson.Default.CustomerInformation)
            : null;
    }

    private async Task<Dictionary<Guid, Loaded<Order>>> LoadAsync()
    {
        var loaded = await store.LoadAsync([.. rows.Select(row => row.Stream)], cancellation);
        return rows.Zip(loaded).ToDictionary(pair => pair.First.Stream.Value, pair => pair.Second);
    }
}
