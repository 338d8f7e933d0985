using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Makes this customer, or this identity, lead to another.</summary>
/// <param name="Self">This customer.</param>
/// <param name="Into">The other.</param>
[GenerateSerializer, Immutable, Alias("og.customer.lead-to")]
public sealed record LeadTo([property: Id(0)] CustomerId Self, [property: Id(1)] CustomerId Into) : CustomerCommand
{
    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.LeadTo, Decide, Roles.System) with
    {
        Events =
        [
            CustomerEventType.Of("customer.merged-into", null, CustomersJson.Default.CustomerMergedInto, static (customer, e) =>
                customer with { LeadsTo = e.Into }),
        ],
    };

    // Of two customers that were merged into each other at the same time, the one with the smaller id stays: it is the only one that
    // refuses.
    private static Decision<CustomerEvent> Decide(Customer customer, LeadTo command, CustomerContext context) =>
        command.Self == command.Into || customer.LeadsTo == command.Into ? Decision<CustomerEvent>.Accept()
        : customer.Merged.Any(merged => merged.Id == command.Into) && command.Self.Value.CompareTo(command.Into.Value) < 0
            ? Decision<CustomerEvent>.Reject(new Rejection.RuleBroken(RejectionCode.Contradiction))
            : Decision<CustomerEvent>.Accept(new CustomerMergedInto(context.By, context.Now, command.Into));
}

/// <summary>The customer, or an identity that never was more, leads to another from now on: its orders are the other's.</summary>
public sealed record CustomerMergedInto(string By, DateTimeOffset At, CustomerId Into) : CustomerEvent(By, At);
