using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Merges a customer into another, which is the same: from then on its orders are the other's, and a block of either counts for
/// both. There is no way back.</summary>
/// <param name="Named">The customer that is merged into the first one, as the caller named it.</param>
/// <param name="Reason">Why they are the same.</param>
/// <remarks>Order management merges and decides on claims, since it answers for accurate and complete information of customers.</remarks>
[GenerateSerializer, Immutable, Alias("og.customer.merge-customer")]
public sealed record CustomerMerge([property: Id(0)] CustomerId Named, [property: Id(1)] string? Reason) : CustomerCommand
{
    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.CustomerMerge, Decide, Roles.OrderManager) with
    {
        Clause = CustomerSteps.Clause,
        IsPossible = CustomerSteps.IsRecorded,
        Events = [CustomerEventType.Of("customer.merged", null, CustomersJson.Default.CustomerMerged, Merger.Merge)],
    };

    private static Decision<CustomerEvent> Decide(Customer customer, CustomerMerge command, CustomerContext context)
    {
        const string other = "mergedCustomerId";
        var (self, merged, taken) = context.Lookups;
        var fields = new FieldReader();
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, CustomerSteps.Clause);
        if (merged == self)
            fields.Fault(RejectionCode.Contradiction, other, CustomerSteps.Clause, "another customer");
        else if (taken.Status is CustomerStatus.None or CustomerStatus.Merged)
            return Decision<CustomerEvent>.Reject(new Rejection.RuleBroken(RejectionCode.NotFound, other));
        return reason is null || fields.AnyFault
            ? new Decision<CustomerEvent>.Rejected(fields.Faults) : Decision<CustomerEvent>.Accept(Merger.Of(customer, context, reason));
    }
}

/// <summary>Another customer was merged into this one: by a command, or the rest of it by the system, which the other had got in
/// between.</summary>
public sealed record CustomerMerged(string By, DateTimeOffset At) : CustomerEvent(By, At)
{
    /// <summary>The other customer.</summary>
    public required CustomerId Other { get; init; }
    /// <summary>Why they are the same; null for the rest.</summary>
    public string? Reason { get; init; }
    /// <summary>The other's block, which counts for both; null where there is none that was not taken over before.</summary>
    public Block? Block { get; init; }
    /// <summary>The other customer as it was; null once it was erased.</summary>
    [Personal] public Customer? Taken { get; init; }
}
