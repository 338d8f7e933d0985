using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Accepts new orders of a customer again.</summary>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("og.customer.unblock-customer")]
public sealed record CustomerUnblock([property: Id(0)] string? Reason) : CustomerCommand
{
    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.CustomerUnblock, Decide, Roles.SeniorLeader) with
    {
        IsPossible = CustomerSteps.In(CustomerStatus.Blocked),
        Events = [CustomerEventType.Of("customer.unblocked", null, CustomersJson.Default.CustomerUnblocked,
            static (customer, _) => customer with { Block = null })],
    };

    private static Decision<CustomerEvent> Decide(Customer customer, CustomerUnblock command, CustomerContext context) =>
        FieldDecisions.WithText<CustomerEvent>(command.Reason, "reason", null,
            reason => new CustomerUnblocked(context.By, context.Now, reason));
}

/// <summary>The block was lifted.</summary>
public sealed record CustomerUnblocked(string By, DateTimeOffset At, string Reason) : CustomerEvent(By, At);
