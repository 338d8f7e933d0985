using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>Decides which customers an actor may see. An invisible customer is answered like one that does not exist.</summary>
public static class CustomerAccess
{
    /// <summary>Everybody who sees any customer: the company's own all of them, a customer itself.</summary>
    public const Roles SeesCustomers = OrderAccess.SeesEverything | Roles.Customer;
}

/// <summary>Reads customers for queries, without waking a grain. The id of a merged customer finds the one that it leads
/// to.</summary>
public sealed class CustomerReader(
    CustomerRows rows, AggregateStore<Customer, CustomerEvent, Rejection> store, OrderRows orderRows, AggregateStore<Order, OrderEvent,
        Rejection> orders)
{
    private const int MaxOwnOrders = 100;

    /// <summary>The customers that these ids lead to, in their order; null where there is none for the viewer.</summary>
    public async ValueTask<IReadOnlyList<CustomerNode?>> FindAsync(IReadOnlyList<Guid> ids, Actor viewer, CancellationToken cancellation)
    {
        if (!viewer.IsAny(OrderAccess.SeesEverything))
            return await FindOwnAsync(ids, viewer, cancellation);
        var places = await rows.ResolveAsync(ids, cancellation);
        var wanted = ids.Select(id => places[id].Row).ToList();
        var found = Nodes([.. wanted.OfType<CustomerRow>().DistinctBy(row => row.Stream)], cancellation)
            .ToDictionary(customer => customer.Key);
        return [.. wanted.Select(row => row is null ? null : found[row.Stream.Value])];
    }

    /// <summary>A page of the customers.</summary>
    public async ValueTask<IReadOnlyList<CustomerNode>> PageAsync(CustomerPage page, CancellationToken cancellation) =>
        [.. Nodes(await rows.PageAsync(page, cancellation), cancellation)];

    /// <summary>How many customers there are, counted at most to <paramref name="atMost"/>.</summary>
    public ValueTask<int> CountAsync(CustomerFilter? filter, int atMost, CancellationToken cancellation) =>
        rows.CountAsync(filter, atMost, cancellation);

    /// <summary>The other customers that these ones' possible duplicates lead to now, by the customer that has them.</summary>
    public async Task<ILookup<Guid, CustomerNode>> DuplicatesAsync(
        IReadOnlyDictionary<Guid, Customer> customers, CancellationToken cancellation)
    {
        var pairs = customers.SelectMany(customer => Suspected(customer.Value)
            .Select(other => (Customer: customer.Key, Other: other.Value))).ToList();
        var places = await rows.ResolveAsync(pairs.Select(pair => pair.Other), cancellation);
        var found = Nodes([.. places.Values.Select(place => place.Row).OfType<CustomerRow>().Where(row => row.LeadsTo is null)
            .DistinctBy(row => row.Stream)], cancellation)
            .ToDictionary(customer => customer.Key);
        return pairs.Select(pair => (pair.Customer, Other: places[pair.Other].Customer)).Distinct()
            .Where(pair => pair.Other != pair.Customer && found.ContainsKey(pair.Other))
            .ToLookup(pair => pair.Customer, pair => found[pair.Other]);

        static IEnumerable<CustomerId> Suspected(Customer customer) =>
            customer.PossibleDuplicates.Concat((customer.Claims ?? []).Where(claim => claim.Decline is null).Select(claim => claim.Id))
                .Distinct();
    }

    // A customer finds itself: the whole record once order management has confirmed all that leads to it, until then what its own orders
    // say.
    private async ValueTask<IReadOnlyList<CustomerNode?>> FindOwnAsync(IReadOnlyList<Guid> ids, Actor viewer,
        CancellationToken cancellation)
    {
        if (viewer.CustomerId is not { } account || !viewer.IsAny(Roles.Customer))
            return new CustomerNode?[ids.Count];
        var places = await rows.ResolveAsync([.. ids, account.Value], cancellation);
        if (places[account.Value].Row is not { } row)
            return new CustomerNode?[ids.Count];
        var customer = (await store.LoadAsync(row.Stream, cancellation)).State;
        if (customer.IsConfirmed && (row.Stream.Value == account.Value || customer.Aliases.Any(alias => alias.Id == account)))
        {
            var whole = new CustomerNode(row.Stream.Value, customer, row.Version);
            return [.. ids.Select(id => places[id].Row?.Stream == row.Stream ? whole : null)];
        }
        var own = ids.Contains(account.Value) ? await ReadOwnAsync(account, viewer, row, cancellation) : null;
        return [.. ids.Select(id => id == account.Value ? own : null)];
    }

    private async ValueTask<CustomerNode?> ReadOwnAsync(CustomerId account, Actor viewer, CustomerRow row, CancellationToken cancellation)
    {
        var filter = new OrderFilter { CustomerId = new IdFilter(Eq: GlobalId.Encode("Customer", account.Value)) };
        var found = await orderRows.PageAsync(new(filter, viewer, OrderSortField.CreatedAt, Descending: true, null, MaxOwnOrders),
            cancellation);
        var loaded = await orders.LoadAsync([.. found.Select(order => order.Stream)], cancellation);
        var said = found.Zip(loaded, (order, state) => StatementOf(order.Stream.Value, state.State)).OfType<CustomerRecorded>().Reverse()
            .ToList();
        return said.Count == 0 ? null : new CustomerNode(
            account.Value, said.Aggregate(Customer.None, CustomerRules.Evolve), said.Count, row.BlockedSince is null
                ? CustomerStatus.Active : CustomerStatus.Blocked);
    }

    private IEnumerable<CustomerNode> Nodes(IReadOnlyList<CustomerRow> found, CancellationToken cancellation)
    {
        var batch = new CustomerBatch(found, store, this, cancellation);
        return found.Select(row => new CustomerNode(row, batch));
    }

    // What an order says of its customer as it stands; null while it is a draft.
    private static CustomerRecorded? StatementOf(Guid id, Order order) =>
        order.Number is null ? null : new(Actor.System.Subject, order.CreatedAt)
        {
            Order = id,
            Platform = order.Platform,
            Information = order.Customer,
            Acknowledgement = order.Acknowledgement,
        };
}

/// <summary>Customers that were read together.</summary>
public sealed class CustomerBatch(
    IReadOnlyList<CustomerRow> rows, AggregateStore<Customer, CustomerEvent, Rejection> store, CustomerReader customers,
        CancellationToken cancellation)
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
