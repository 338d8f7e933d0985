using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Takes over what a merged customer got between the decision to merge it and its end.</summary>
/// <param name="Other">The merged customer.</param>
/// <param name="Taken">The merged customer as it is.</param>
/// <param name="Self">This customer.</param>
[GenerateSerializer, Immutable, Alias("og.customer.take-over")]
public sealed record TakeOver([property: Id(0)] CustomerId Other, [property: Id(1)] Customer Taken, [property: Id(2)] CustomerId Self)
    : CustomerCommand
{
    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.TakeOver, Decide, Roles.System) with
    {
        IsPossible = CustomerSteps.IsRecorded, // What it records is an event of customerMerge.
    };

    private static Decision<CustomerEvent> Decide(Customer customer, TakeOver command, CustomerContext context)
    {
        var rest = new CustomerMerged(context.By, context.Now)
        {
            Other = command.Other,
            Block = Merger.BlockToTake(customer, command.Other, command.Taken),
            Taken = Merger.WithoutClaimOn(command.Self, command.Taken),
        };
        var merged = Merger.Merge(customer, rest);
        var isNews = rest.Block is not null || merged.Statements.Length > customer.Statements.Length
            || merged.Contacts.Length > customer.Contacts.Length
            || merged.Signers.Length > customer.Signers.Length || merged.Aliases.Length > customer.Aliases.Length
            || merged.PossibleDuplicates.Length > customer.PossibleDuplicates.Length
            || (merged.Claims ?? []).Length > (customer.Claims ?? []).Length;
        return isNews ? Decision<CustomerEvent>.Accept(rest) : Decision<CustomerEvent>.Accept();
    }
}
