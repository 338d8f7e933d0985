using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Customers.CustomerStatus;

namespace OrderGrains.Domain.Customers;

/// <summary>A line of the table of what can be done with a customer: which command, by whom, in which statuses.</summary>
/// <param name="Command">The command's name: that of its mutation in the API, if it has one.</param>
/// <param name="Json">How the command is written as JSON, for its fingerprint; its type is the command's.</param>
/// <param name="Roles">The roles of which the actor needs one.</param>
/// <param name="From">The statuses that allow it.</param>
public sealed record CustomerStep(string Command, JsonTypeInfo Json, Roles Roles, ImmutableArray<CustomerStatus> From)
{
    /// <summary>The clause that it rests on; null where it rests on none.</summary>
    public string? Clause { get; init; }
}

/// <summary>The table of what can be done with a customer.</summary>
public static class CustomerSteps
{
    /// <summary>The lines: what people do, then what the system does.</summary>
    /// <remarks>Order management merges and decides on claims, since it answers for accurate and complete information of customers (R2.2.1).</remarks>
    public static ImmutableArray<CustomerStep> All { get; } =
    [
        new("customerUpdate", Json.UpdateCustomer, Roles.Sales | Roles.OrderManager | Roles.CustomerService | Roles.CustomerServiceLead, [Active, Blocked]) { Clause = "R2.2.1" },
        new("customerMerge", Json.MergeCustomer, Roles.OrderManager, [Active, Blocked]) { Clause = "R2.2.1" },
        new("customerClaimConfirm", Json.ConfirmClaim, CustomerTasks.ClaimRoles, [Active, Blocked]) { Clause = "R2.2.1" },
        new("customerClaimDecline", Json.DeclineClaim, CustomerTasks.ClaimRoles, [Active, Blocked]) { Clause = "R2.2.1" },
        new("customerBlock", Json.BlockCustomer, Roles.OrderManager | Roles.Finance, [None, Active]),
        new("customerUnblock", Json.UnblockCustomer, Roles.SeniorLeader, [Blocked]),
        new("recordOrder", Json.RecordOrder, Roles.System, [None, Active, Blocked]),
        new("suspectDuplicate", Json.SuspectDuplicate, Roles.System, [None, Active, Blocked]),
        new("leadTo", Json.LeadTo, Roles.System, [None, Active, Blocked, Merged]),
        new("takeOver", Json.TakeOver, Roles.System, [Active, Blocked]),
    ];

    private static readonly FrozenDictionary<Type, CustomerStep> ByCommand = All.ToFrozenDictionary(step => step.Json.Type);

    private static CustomersJson Json => CustomersJson.Default;

    /// <summary>The line of a command.</summary>
    public static CustomerStep Of(CustomerCommand command) => ByCommand[command.GetType()];

    /// <summary>The refusal where the actor's roles do not allow the step with any customer; null where they do.</summary>
    internal static Rejection? AccessRefusal(CustomerStep step, Actor actor) =>
        actor.IsAny(step.Roles) ? null : new Rejection.NotAuthorised(RejectionCode.NotAuthorised, step.Roles, step.Clause);

    /// <summary>The refusal where the actor's roles or the customer's status do not allow the step; null where they do.</summary>
    internal static Rejection? Refusal(CustomerStep step, Customer customer, Actor actor) =>
        AccessRefusal(step, actor) is { } refusal ? refusal
        : step.From.Contains(customer.Status) ? null
        : new Rejection.StateConflict(RejectionCode.StateConflict, EnumCode<CustomerStatus>.Of(customer.Status), step.Command,
            [.. All.Where(other => other.Roles != Roles.System && other.From.Contains(customer.Status)).Select(other => other.Command)], step.Clause);
}
