using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Customers;

namespace OrderGrains.Server;

/// <summary>Everything that can be done.</summary>
public sealed partial class Mutation
{
    /// <summary>Merges a customer into another, which is the same: from then on its orders are the other's, and a block of either counts
    /// for both. There is no way back.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager)]
    public static Task<CustomerPayload> CustomerMerge([Caller] Actor actor, [FromServices] CustomerCommands customers,
        CustomerMergeInput input) =>
        customers.MergeAsync(actor, input);

    /// <summary>Confirms that an account and the register's entry that it has claimed are the same company (R2.2.1): they become one
    /// customer, and the account sees all that is recorded of it.
    /// There is no way back.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager)]
    public static Task<CustomerPayload> CustomerClaimConfirm([Caller] Actor actor, [FromServices] CustomerCommands customers,
        CustomerClaimConfirmInput input) =>
        customers.ConfirmAsync(actor, input);

    /// <summary>Declines a claim of an account (R2.2.1): the account and the register's entry stay apart for good.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager)]
    public static Task<CustomerPayload> CustomerClaimDecline([Caller] Actor actor, [FromServices] CustomerCommands customers,
        CustomerClaimDeclineInput input, CancellationToken cancellation) =>
        customers.DeclineAsync(actor, input, cancellation);
}

/// <summary>Input of customerMerge.</summary>
public sealed record CustomerMergeInput : CustomerCommandInput
{
    /// <summary>The customer that is merged into the first one.</summary>
    [ApiId] public required string MergedCustomerId { get; init; }
    /// <summary>Why they are the same.</summary>
    public string? Reason { get; init; }
}

/// <summary>Input of customerClaimConfirm.</summary>
public sealed record CustomerClaimConfirmInput : CustomerCommandInput
{
    /// <summary>The claimed identity's id, as <c>Customer.claims</c> or <c>Customer.aliases</c> shows it.</summary>
    [ApiId] public required string ClaimId { get; init; }
    /// <summary>Why they are the same.</summary>
    public string? Reason { get; init; }
}

/// <summary>Input of customerClaimDecline.</summary>
public sealed record CustomerClaimDeclineInput : CustomerCommandInput
{
    /// <summary>The claimed identity's id, as <c>Customer.claims</c> shows it.</summary>
    [ApiId] public required string ClaimId { get; init; }
    /// <summary>Why they are not the same.</summary>
    public string? Reason { get; init; }
}
