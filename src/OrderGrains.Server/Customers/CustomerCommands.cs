using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Customers;

/// <summary>Sends commands from the API to customers and puts what comes of them into payloads.</summary>
public sealed class CustomerCommands(IGrainFactory grains, OrderRows orders, BlockedCustomers blocked)
{
    /// <summary>Carries out a command on a customer. A customer is whoever an order names.</summary>
    public async Task<CustomerPayload> ExecuteAsync(Actor actor, CustomerCommandInput input, CustomerCommand command)
    {
        if (!GlobalId.TryDecode(input.CustomerId, "Customer", out var id) || !await orders.HasCustomerAsync(id, CancellationToken.None))
            return new CustomerPayload(CommandAnswer.Of(new Rejection.RuleBroken(RejectionCode.NotFound, "customerId")));
        var call = input.ToCall(actor, CustomerRules.Fingerprint(command));
        var payload = await CommandAnswer.OfAsync(
            () => CommandAnswer.CallAsync(call, () => grains.GetGrain<ICustomerGrain>(id).ExecuteAsync(call, command, actor)),
            done => new CustomerPayload(new CustomerNode(new CustomerId(id), done.State), done.Replayed),
            refusal => new CustomerPayload(refusal));
        if (payload.Customer is not null)
            await blocked.RefreshAsync(CancellationToken.None);
        return payload;
    }
}

/// <summary>What every command on a customer takes.</summary>
public abstract record CustomerCommandInput : CommandInput
{
    /// <summary>The customer's id.</summary>
    [ApiId] public required string CustomerId { get; init; }
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Input of customerBlock.</summary>
public sealed record CustomerBlockInput : CustomerCommandInput;

/// <summary>Input of customerUnblock.</summary>
public sealed record CustomerUnblockInput : CustomerCommandInput;

/// <summary>What came of a command on a customer.</summary>
[Access(OrderAccess.SeesEverything)]
public sealed class CustomerPayload
{
    private readonly Refusal _refusal;

    internal CustomerPayload(CustomerNode customer, bool replayed) => (Customer, Replayed, _refusal) = (customer, replayed, CommandAnswer.None);

    internal CustomerPayload(Refusal refusal) => _refusal = refusal;

    /// <summary>The customer as it is now; null where the command was refused.</summary>
    public CustomerNode? Customer { get; }
    /// <summary>Whether the command had been carried out before.</summary>
    public bool Replayed { get; }

    /// <summary>Why the command was refused; empty where it was not.</summary>
    public IReadOnlyList<IUserError> Errors([InLanguage] Language language) => _refusal(language);
}

/// <summary>A customer.</summary>
[global::GraphQL.Name("Customer"), Access(OrderAccess.SeesEverything)]
public sealed class CustomerNode(CustomerId id, Customer customer) : INode
{
    /// <summary>The customer's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode("Customer", id.Value);
    /// <summary>Why, by whom and since when its new orders are refused; null while they are accepted.</summary>
    public Block? Block => customer.Block;
}
