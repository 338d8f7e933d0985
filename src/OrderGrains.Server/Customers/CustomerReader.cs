using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>Who may know of which customers. What an actor may not know of is answered like what does not exist.</summary>
public static class CustomerAccess
{
    /// <summary>Everybody who sees any customer: the company's own all of them, a customer itself.</summary>
    public const Roles SeesCustomers = OrderAccess.SeesEverything | Roles.Customer;
}

/// <summary>Reads customers for queries, without waking a grain. Whoever asks for a customer that was merged finds the one that it leads to.</summary>
public sealed class CustomerReader(CustomerRows rows, AggregateStore<Customer, CustomerEvent, Rejection> store)
{
    /// <summary>The customers that these ids lead to, in their order; null where there is none for the viewer.</summary>
    public async ValueTask<IReadOnlyList<CustomerNode?>> FindAsync(IReadOnlyList<Guid> ids, Actor viewer, CancellationToken cancellation)
    {
        var isStaff = viewer.IsAny(OrderAccess.SeesEverything);
        if (!isStaff && viewer.CustomerId is null)
            return new CustomerNode?[ids.Count];
        var places = await rows.ResolveAsync(isStaff ? ids : [.. ids, viewer.CustomerId!.Value.Value], cancellation); // Not null: asked above.
        var own = isStaff ? (Guid?)null : places[viewer.CustomerId!.Value.Value].Customer; // Not null: asked above.
        var wanted = ids.Select(id => places[id].Row is { } row && (own is null || row.Stream.Value == own) ? row : null).ToList();
        var found = Nodes([.. wanted.OfType<CustomerRow>().DistinctBy(row => row.Stream)], cancellation).ToDictionary(customer => customer.Key);
        return [.. wanted.Select(row => row is null ? null : found[row.Stream.Value])];
    }

    /// <summary>A page of the customers.</summary>
    public async ValueTask<IReadOnlyList<CustomerNode>> PageAsync(CustomerPage page, CancellationToken cancellation) =>
        [.. Nodes(await rows.PageAsync(page, cancellation), cancellation)];

    /// <summary>How many customers there are, counted at most to <paramref name="atMost"/>.</summary>
    public ValueTask<int> CountAsync(CustomerFilter? filter, int atMost, CancellationToken cancellation) => rows.CountAsync(filter, atMost, cancellation);

    /// <summary>The other customers that these ones' possible duplicates lead to now, by the customer that has them.</summary>
    public async Task<ILookup<Guid, CustomerNode>> DuplicatesAsync(IReadOnlyDictionary<Guid, Customer> customers, CancellationToken cancellation)
    {
        var pairs = customers.SelectMany(customer => customer.Value.PossibleDuplicates.Select(other => (Customer: customer.Key, Other: other.Value))).ToList();
        var places = await rows.ResolveAsync(pairs.Select(pair => pair.Other), cancellation);
        var found = Nodes([.. places.Values.Select(place => place.Row).OfType<CustomerRow>().DistinctBy(row => row.Stream)], cancellation).ToDictionary(customer => customer.Key);
        return pairs.Select(pair => (pair.Customer, Other: places[pair.Other].Customer)).Distinct()
            .Where(pair => pair.Other != pair.Customer && found.ContainsKey(pair.Other)).ToLookup(pair => pair.Customer, pair => found[pair.Other]);
    }

    private IEnumerable<CustomerNode> Nodes(IReadOnlyList<CustomerRow> found, CancellationToken cancellation)
    {
        var batch = new CustomerBatch(found, store, this, cancellation);
        return found.Select(row => new CustomerNode(row, batch));
    }
}

/// <summary>Customers that were read together.</summary>
public sealed class CustomerBatch(
    IReadOnlyList<CustomerRow> rows, AggregateStore<Customer, CustomerEvent, Rejection> store, CustomerReader customers, CancellationToken cancellation)
    : FoldBatch<Customer, CustomerEvent>([.. rows.Select(row => row.Stream)], store, cancellation)
{
    private readonly Lock _lock = new();
    private Task<ILookup<Guid, CustomerNode>>? _duplicates;

    /// <summary>The customers that may be the same as this one.</summary>
    public async ValueTask<IEnumerable<CustomerNode>> DuplicatesAsync(Guid customer)
    {
        Task<ILookup<Guid, CustomerNode>> duplicates;
        lock (_lock)
            duplicates = _duplicates ??= FindAsync();
        return (await duplicates)[customer];
    }

    private async Task<ILookup<Guid, CustomerNode>> FindAsync() => await customers.DuplicatesAsync(await StatesAsync(), Cancellation);
}
