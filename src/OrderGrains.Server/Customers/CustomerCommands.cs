using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Customers;

/// <summary>Sends commands from the API to customers and puts what comes of them into payloads. A customer that was merged is answered for
/// by the one that it leads to.</summary>
public sealed class CustomerCommands(
    IGrainFactory grains, CustomerRows rows, OrderRows orders, AggregateStore<Customer, CustomerEvent, Rejection> store,
        BlockedCustomers blocked)
{
    /// <summary>Carries out a command on a customer. An order that names a customer makes it one.</summary>
    public async Task<CustomerPayload> ExecuteAsync(
        Actor actor, CustomerCommandInput input, CustomerCommand command, CancellationToken cancellation) =>
        await FindAsync(input.CustomerId, cancellation) is { } customer
            ? await AnswerAsync(actor, input, customer, command, CustomerLookups.None)
            : Refused(new Rejection.RuleBroken(RejectionCode.NotFound, "customerId"));

    /// <summary>Merges one customer into another.</summary>
    public async Task<CustomerPayload> MergeAsync(Actor actor, CustomerMergeInput input)
    {
        var (customer, other) = (await FindAsync(input.CustomerId, CancellationToken.None),
            await FindAsync(input.MergedCustomerId, CancellationToken.None));
        if (customer is not { } self || other is not { } merged)
            return Refused(new Rejection.RuleBroken(RejectionCode.NotFound, customer is null ? "customerId" : "mergedCustomerId"));
        GlobalId.TryDecode(input.MergedCustomerId, "Customer", out var named); // It was found.
        var taken = await store.LoadAsync(new StreamId(merged), CancellationToken.None);
        return await AnswerAsync(
            actor, input, self, new CustomerMerge(new(named), input.Reason), new(new(self), new(merged), taken.State));
    }

    /// <summary>Confirms that an account is the same company as the identity that it has claimed.</summary>
    public async Task<CustomerPayload> ConfirmAsync(Actor actor, CustomerClaimConfirmInput input)
    {
        if (await FindAsync(input.CustomerId, CancellationToken.None) is not { } self)
            return Refused(new Rejection.RuleBroken(RejectionCode.NotFound, "customerId"));
        if (!GlobalId.TryDecode(input.ClaimId, "Customer", out var claim))
            return Refused(new Rejection.RuleBroken(RejectionCode.NotFound, "claimId"));
        var other = (await rows.ResolveAsync(claim, CancellationToken.None)).Customer;
        var taken = await store.LoadAsync(new StreamId(other), CancellationToken.None);
        return await AnswerAsync(
            actor, input, self, new CustomerClaimConfirm(new(claim), input.Reason), new(new(self), new(other), taken.State));
    }

    /// <summary>Declines a claim of an account.</summary>
    public Task<CustomerPayload> DeclineAsync(Actor actor, CustomerClaimDeclineInput input, CancellationToken cancellation) =>
        GlobalId.TryDecode(input.ClaimId, "Customer", out var claim)
        ? ExecuteAsync(actor, input, new CustomerClaimDecline(new(claim), input.Reason), cancellation)
        : Task.FromResult(Refused(new Rejection.RuleBroken(RejectionCode.NotFound, "claimId")));

    private static CustomerPayload Refused(Rejection reason) => new(CommandAnswer.Of(reason));

    private async ValueTask<Guid?> FindAsync(string id, CancellationToken cancellation)
    {
        if (!GlobalId.TryDecode(id, "Customer", out var named))
            return null;
        var place = await rows.ResolveAsync(named, cancellation);
        return place.Own is not null || await orders.HasCustomerAsync(named, cancellation) ? place.Customer : null;
    }

    private async Task<CustomerPayload> AnswerAsync(Actor actor, CommandInput input, Guid customer, CustomerCommand command,
        CustomerLookups lookups)
    {
        var call = input.ToCall(actor, CustomerSteps.Table.FingerprintOf(command));
        var payload = await CommandAnswer.OfAsync(
            input.IdempotencyKey,
            () => CommandAnswer.CallAsync(call, () => grains.GetGrain<ICustomerGrain>(customer)
                .ExecuteAsync(call, command, actor, lookups)),
            done => new CustomerPayload(new CustomerNode(customer, done.State, done.Version), done.Replayed),
            refusal => new CustomerPayload(refusal));
        if (payload.Customer is not null)
            await blocked.RefreshAsync(CancellationToken.None);
        return payload;
    }
}

/// <summary>The input that every command on a customer has.</summary>
public abstract record CustomerCommandInput : CommandInput
{
    /// <summary>The customer's id.</summary>
    [ApiId] public required string CustomerId { get; init; }
}

/// <summary>The result of a command on a customer.</summary>
[Access(OrderAccess.SeesEverything)]
public sealed class CustomerPayload
{
    private readonly Refusal _refusal;

    internal CustomerPayload(CustomerNode customer, bool replayed) =>
        (Customer, Replayed, _refusal) = (customer, replayed, CommandAnswer.None);

    internal CustomerPayload(Refusal refusal) => _refusal = refusal;

    /// <summary>The customer as it is now; null where the command was refused.</summary>
    public CustomerNode? Customer { get; }
    /// <summary>Whether the command had been carried out before.</summary>
    public bool Replayed { get; }

    /// <summary>Why the command was refused; empty where it was not.</summary>
    public IReadOnlyList<IUserError> Errors([InLanguage] Language language) => _refusal(language);
}
