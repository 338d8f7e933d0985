using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Records that another customer, seen with the same name and phone, may be the same.</summary>
[GenerateSerializer, Immutable, Alias("og.customer.suspect-duplicate")]
public sealed record SuspectDuplicate([property: Id(0)] CustomerId Other) : CustomerCommand
{
    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.SuspectDuplicate, Decide, Roles.System) with
    {
        IsPossible = CustomerSteps.In(CustomerStatus.None, CustomerStatus.Active, CustomerStatus.Blocked),
        Events =
        [
            CustomerEventType.Of("customer.duplicate-suspected", null, CustomersJson.Default.DuplicateSuspected, static (customer, e) =>
                customer with { PossibleDuplicates = customer.PossibleDuplicates.Add(e.Other) }),
        ],
    };

    private static Decision<CustomerEvent> Decide(Customer customer, SuspectDuplicate command, CustomerContext context) =>
        customer.PossibleDuplicates.Contains(command.Other)
            ? Decision<CustomerEvent>.Accept()
            : Decision<CustomerEvent>.Accept(new DuplicateSuspected(context.By, context.Now, command.Other));
}

/// <summary>Another customer, seen with the same name and phone, may be the same.</summary>
public sealed record DuplicateSuspected(string By, DateTimeOffset At, CustomerId Other) : CustomerEvent(By, At);
