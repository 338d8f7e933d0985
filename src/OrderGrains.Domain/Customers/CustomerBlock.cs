using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Refuses new orders of a customer from now on.</summary>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("og.customer.block-customer")]
public sealed record CustomerBlock([property: Id(0)] string? Reason) : CustomerCommand
{
    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.CustomerBlock, Decide,
        Roles.OrderManager | Roles.Finance) with
    {
        IsPossible = CustomerSteps.In(CustomerStatus.None, CustomerStatus.Active),
        Events = [CustomerEventType.Of("customer.blocked", null, CustomersJson.Default.CustomerBlocked,
            static (customer, e) => customer with { Block = new(e.Reason, e.By, e.At) })],
    };

    private static Decision<CustomerEvent> Decide(Customer customer, CustomerBlock command, CustomerContext context) =>
        FieldDecisions.WithText<CustomerEvent>(command.Reason, "reason", null,
            reason => new CustomerBlocked(context.By, context.Now, reason));
}

/// <summary>The customer was blocked: its new orders are refused.</summary>
public sealed record CustomerBlocked(string By, DateTimeOffset At, string Reason) : CustomerEvent(By, At);
