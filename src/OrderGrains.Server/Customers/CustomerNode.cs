using GraphQL;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Customers;

/// <summary>A customer as it is known today (R2.2.1). Its orders keep their own copy of the customer's information as contracted.
/// A customer sees what its own orders say, until order management has confirmed every identity that leads to it: then it sees the whole
/// record.</summary>
[Name("Customer"), Access(CustomerAccess.SeesCustomers)]
public sealed class CustomerNode : INode
{
    private readonly CustomerBatch? _batch;
    private readonly Customer? _customer;

    internal CustomerNode(CustomerRow row, CustomerBatch batch) =>
        (_batch, Key, Revision, Status, CreatedAt, UpdatedAt) =
        (batch, row.Stream.Value, row.Version, row.BlockedSince is null
            ? CustomerStatus.Active : CustomerStatus.Blocked, row.CreatedAt, row.UpdatedAt);

    internal CustomerNode(Guid key, Customer customer, int version, CustomerStatus? status = null) =>
        (_customer, Key, Revision, Status, CreatedAt, UpdatedAt) = (customer, key, version, status ?? customer.Status, customer.CreatedAt,
            customer.UpdatedAt);

    internal Guid Key { get; }

    /// <summary>The customer's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode("Customer", Key);
    /// <summary>The customer's revision: the number of its newest event.</summary>
    public int Revision { get; }
    /// <summary>Where the customer stands.</summary>
    public CustomerStatus Status { get; }
    /// <summary>When the customer's record began.</summary>
    public DateTimeOffset CreatedAt { get; }
    /// <summary>When the customer's record last changed.</summary>
    public DateTimeOffset UpdatedAt { get; }

    /// <summary>The data of the customer; null until an order was recorded, and after erasure.</summary>
    public async ValueTask<CustomerProfile?> Profile() => (await CustomerAsync()).Profile;

    /// <summary>The contact person.</summary>
    public async ValueTask<IEnumerable<CustomerContact>> Contacts() => (await CustomerAsync()).Contacts;

    /// <summary>The authorised signers of the customer (R7.4.3).</summary>
    public async ValueTask<IEnumerable<CustomerSigner>> Signers() =>
        (await CustomerAsync()).Signers.Select(signer => new CustomerSigner(signer));

    /// <summary>The language to write to the customer in; null where nobody said.</summary>
    public async ValueTask<string?> Language() => (await CustomerAsync()).Language;

    /// <summary>The customer's time zone, by the name in the IANA database; null where nobody said.</summary>
    public async ValueTask<string?> TimeZone() => (await CustomerAsync()).TimeZone;

    /// <summary>Whether the customer agreed to be contacted for feedback (R9.1); null where nobody asked.</summary>
    public async ValueTask<bool?> ContactConsent() => (await CustomerAsync()).ContactConsent;

    /// <summary>Whether personal data of the customer were erased.</summary>
    public async ValueTask<bool> Erased() => (await CustomerAsync()).PersonalDataErased;

    /// <summary>Why, by whom and since when its new orders are refused; null while they are accepted.</summary>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<Block?> Block() => (await CustomerAsync()).Block;

    /// <summary>The other identities that lead to the customer: accounts, and names with a phone.</summary>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<IEnumerable<CustomerIdentityNode>> Aliases() =>
        (await CustomerAsync()).Aliases.Select(alias => new CustomerIdentityNode(alias));

    /// <summary>The names with a phone that the account has claimed in orders, each until order management has confirmed that the two are
    /// the same company (R2.2.1).</summary>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<IEnumerable<CustomerClaimNode>> Claims() =>
        ((await CustomerAsync()).Claims ?? []).Select(claim => new CustomerClaimNode(claim));

    /// <summary>The customers that were merged into this one.</summary>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<IEnumerable<CustomerMergedNode>> Merged() =>
        (await CustomerAsync()).Merged.Select(merged => new CustomerMergedNode(merged));

    /// <summary>Other customers that may be the same, since an order named both, claimed ones included: to be merged by
    /// <c>customerMerge</c>, never by themselves.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderAccess.SeesEverything)]
    public async ValueTask<IEnumerable<CustomerNode>> PossibleDuplicates([FromServices] CustomerReader customers,
        CancellationToken cancellation) =>
        _batch is not null
            ? await _batch.DuplicatesAsync(Key)
            : (await customers.DuplicatesAsync(new Dictionary<Guid, Customer> { [Key] = await CustomerAsync() }, cancellation))[Key];

    /// <summary>The customer's orders that the viewer may know of, the newest first; with those of the customers that were merged into
    /// it.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="rows">Where identities lead.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many from the start, or after a cursor; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    /// <param name="last">How many from the end, or before a cursor; 1 to 100.</param>
    /// <param name="before">The cursor before which the page ends.</param>
    public async Task<Connection<OrderNode>> Orders(
        [Caller] Actor viewer, [FromServices] CustomerRows rows, [FromServices] OrderReader orders, CancellationToken cancellation,
        int? first = null, string? after = null, int? last = null, string? before = null)
    {
        var identities = await rows.IdentitiesAsync(Key, cancellation);
        var filter = new OrderFilter { CustomerId = new IdFilter(In: [.. identities.Select(id => GlobalId.Encode("Customer", id))]) };
        return await Query.Orders(viewer, orders, cancellation, first, after, last, before, filter);
    }

    // One of the two is there.
    private ValueTask<Customer> CustomerAsync() => _customer is not null ? new(_customer) : _batch!.StateAsync(Key);
}

/// <summary>An authorised signer of a customer (R7.4.3).</summary>
[Access(CustomerAccess.SeesCustomers)]
public sealed class CustomerSigner(AuthorisedSigner signer)
{
    /// <summary>The person.</summary>
    public string Name => signer.Name;
    /// <summary>The basis: how an order's criteria were acknowledged, or what the staff was shown.</summary>
    public string Evidence => signer.Evidence;
    /// <summary>The global id of the order that it rests on; null where the staff recorded it.</summary>
    [ApiId] public string? OrderId => signer.Order is { } order ? GlobalId.Encode("Order", order) : null;
    /// <summary>The person who recorded it: the subject of the token.</summary>
    [Access(OrderAccess.SeesEverything)]
    public string By => signer.By;
    /// <summary>Since when.</summary>
    public DateTimeOffset Since => signer.Since;
}

/// <summary>An identity that leads to a customer: an account on a platform, or a name with a phone. After erasure the id is left.</summary>
[Name("CustomerAlias"), Access(OrderAccess.SeesEverything)]
public sealed class CustomerIdentityNode(CustomerAlias alias)
{
    /// <summary>The global id that its orders carry.</summary>
    [ApiId] public string Id => GlobalId.Encode("Customer", alias.Id.Value);
    /// <summary>The platform of the account.</summary>
    public string? Platform => alias.Platform;
    /// <summary>The account; null for an identity by name and phone.</summary>
    public string? Account => alias.Account;
    /// <summary>The name.</summary>
    public string? Name => alias.Name;
    /// <summary>The phone.</summary>
    public string? Phone => alias.Phone;
    /// <summary>Whether order management has confirmed that it is the same company.</summary>
    public bool Confirmed => alias.Confirmed is true;
}

/// <summary>A name with a phone that an account has claimed in an order (R2.2.1). After erasure the ids are left.</summary>
[Name("CustomerClaim"), Access(OrderAccess.SeesEverything)]
public sealed class CustomerClaimNode(CustomerClaim claim)
{
    /// <summary>The claimed identity's global id, which finds the register's entry.</summary>
    [ApiId] public string Id => GlobalId.Encode("Customer", claim.Id.Value);
    /// <summary>The name.</summary>
    public string? Name => claim.Name;
    /// <summary>The phone.</summary>
    public string? Phone => claim.Phone;
    /// <summary>The global id of the order that said so first.</summary>
    [ApiId] public string OrderId => GlobalId.Encode("Order", claim.Order);
    /// <summary>Since when.</summary>
    public DateTimeOffset Since => claim.Since;
    /// <summary>By whom, when and why it was declined; null while order management has not decided.</summary>
    public DeclinedClaim? Declined => claim.Decline;
}

/// <summary>A customer that was merged into another.</summary>
[Name("MergedCustomer"), Access(OrderAccess.SeesEverything)]
public sealed class CustomerMergedNode(MergedCustomer merged)
{
    /// <summary>The global id that its orders carry.</summary>
    [ApiId] public string Id => GlobalId.Encode("Customer", merged.Id.Value);
    /// <summary>The person who merged it: the subject of the token.</summary>
    public string By => merged.By;
    /// <summary>When.</summary>
    public DateTimeOffset At => merged.At;
    /// <summary>Why.</summary>
    public string Reason => merged.Reason;
}
