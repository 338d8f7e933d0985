global using CustomerEventType = OrderGrains.Domain.Shared.RecordEventType<
    OrderGrains.Domain.Customers.Customer, OrderGrains.Domain.Customers.CustomerEvent>;
global using CustomerStep = OrderGrains.Domain.Shared.RecordStep<
    OrderGrains.Domain.Customers.Customer, OrderGrains.Domain.Customers.CustomerCommand, OrderGrains.Domain.Customers.CustomerEvent,
    OrderGrains.Domain.Customers.CustomerContext>;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Everything that can be done with a customer.</summary>
public static class CustomerSteps
{
    internal const string Clause = "R2.2.1", ClaimPath = "claimId";

    /// <summary>The version of the fold: to be raised whenever <see cref="CustomerRules.Evolve"/> or <see cref="Customer"/> changes, which
    /// voids older snapshots.</summary>
    public const int Fold = 3;

    /// <summary>Every step.</summary>
    public static RecordSteps<Customer, CustomerCommand, CustomerEvent, CustomerContext> Table { get; } = new(
        CustomerUpdate.Step, CustomerMerge.Step, CustomerClaimConfirm.Step, CustomerClaimDecline.Step, CustomerBlock.Step,
            CustomerUnblock.Step,
        RecordOrder.Step, SuspectDuplicate.Step, LeadTo.Step, TakeOver.Step);

    /// <summary>Whether the customer is recorded and its orders are its own.</summary>
    internal static bool IsRecorded(Customer customer) => customer.Status is CustomerStatus.Active or CustomerStatus.Blocked;

    /// <summary>The condition that a customer has one of some statuses.</summary>
    internal static Func<Customer, bool> In(params CustomerStatus[] statuses) => customer => statuses.Contains(customer.Status);
}
