using GraphQL;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Customers;

namespace OrderGrains.Server;

/// <summary>Everything that can be done.</summary>
public sealed partial class Mutation
{
    /// <summary>Changes what is known of a customer (R2.2.1); what is not given stays. The orders keep what was contracted.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.Sales | Roles.OrderManager | Roles.CustomerService | Roles.CustomerServiceLead)]
    public static Task<CustomerPayload> CustomerUpdate([Caller] Actor actor, [FromServices] CustomerCommands customers, CustomerUpdateInput input) =>
        customers.ExecuteAsync(actor, input, input.ToCommand());

    /// <summary>Merges a customer into another, which is the same: from then on its orders are the other's, and a block of either counts for both. There is no way back.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager)]
    public static Task<CustomerPayload> CustomerMerge([Caller] Actor actor, [FromServices] CustomerCommands customers, CustomerMergeInput input) =>
        customers.MergeAsync(actor, input);

    /// <summary>Confirms that an account and the register's entry that it has claimed are the same company (R2.2.1): they become one customer, and the account sees all that is recorded of it.
    /// There is no way back.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager)]
    public static Task<CustomerPayload> CustomerClaimConfirm([Caller] Actor actor, [FromServices] CustomerCommands customers, CustomerClaimConfirmInput input) =>
        customers.ConfirmAsync(actor, input);

    /// <summary>Declines a claim of an account (R2.2.1): the account and the register's entry stay apart for good.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager)]
    public static Task<CustomerPayload> CustomerClaimDecline([Caller] Actor actor, [FromServices] CustomerCommands customers, CustomerClaimDeclineInput input) =>
        customers.DeclineAsync(actor, input);

    /// <summary>Refuses new orders of a customer from now on.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.OrderManager | Roles.Finance)]
    public static Task<CustomerPayload> CustomerBlock([Caller] Actor actor, [FromServices] CustomerCommands customers, CustomerBlockInput input) =>
        customers.ExecuteAsync(actor, input, new CustomerCommand.BlockCustomer(input.Reason));

    /// <summary>Accepts new orders of a customer again.</summary>
    /// <param name="input">The command.</param>
    [Access(Roles.SeniorLeader)]
    public static Task<CustomerPayload> CustomerUnblock([Caller] Actor actor, [FromServices] CustomerCommands customers, CustomerUnblockInput input) =>
        customers.ExecuteAsync(actor, input, new CustomerCommand.UnblockCustomer(input.Reason));
}

/// <summary>Input of customerUpdate.</summary>
public sealed record CustomerUpdateInput : CustomerCommandInput
{
    /// <summary>The whole profile; from then on orders change it no more.</summary>
    public CustomerProfileForm? Profile { get; init; }
    /// <summary>Every contact, in place of those recorded. An empty list removes them all; a later order that names another contact adds that one.</summary>
    [MaxItems(CustomerRules.MaxEntries, ByRule = true)] public IReadOnlyList<CustomerContactForm>? Contacts { get; init; }
    /// <summary>Signers to add, each with evidence (R7.4.3); at least one.</summary>
    [MaxItems(CustomerRules.MaxEntries, ByRule = true)] public IReadOnlyList<AuthorisedSignerForm>? Signers { get; init; }
    /// <summary>The names of signers who may sign no more; at least one.</summary>
    [MaxItems(CustomerRules.MaxEntries, ByRule = true)] public IReadOnlyList<string>? SignersWithdrawn { get; init; }
    /// <summary>The language to write to the customer in: <c>zh-CN</c> or <c>en</c>.</summary>
    public string? Language { get; init; }
    /// <summary>The customer's time zone, by its name in the IANA database; an earlier name is kept as the current one.</summary>
    public string? TimeZone { get; init; }
    /// <summary>Whether the customer agrees to be contacted for feedback (R9.1).</summary>
    public bool? ContactConsent { get; init; }

    internal CustomerCommand.UpdateCustomer ToCommand() => new(
        Profile, Contacts is null ? null : [.. Contacts], Signers is null ? null : [.. Signers], SignersWithdrawn is null ? null : [.. SignersWithdrawn],
        Language, TimeZone, ContactConsent);
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

/// <summary>Input of customerBlock.</summary>
public sealed record CustomerBlockInput : CustomerCommandInput
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Input of customerUnblock.</summary>
public sealed record CustomerUnblockInput : CustomerCommandInput
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
