using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Declines a claim of an account (R2.2.1): the account and the register's entry stay apart for good.</summary>
/// <param name="Claim">The claimed identity.</param>
/// <param name="Reason">Why they are not the same.</param>
[GenerateSerializer, Immutable, Alias("og.customer.decline-claim")]
public sealed record CustomerClaimDecline([property: Id(0)] CustomerId Claim, [property: Id(1)] string? Reason) : CustomerCommand
{
    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.CustomerClaimDecline, Decide,
        CustomerTasks.ClaimRoles) with
    {
        Clause = CustomerSteps.Clause,
        IsPossible = CustomerSteps.IsRecorded,
        Events = [CustomerEventType.Of("customer.claim-declined", CustomerSteps.Clause, CustomersJson.Default.ClaimDeclined, Apply)],
    };

    private static Decision<CustomerEvent> Decide(Customer customer, CustomerClaimDecline command, CustomerContext context)
    {
        if (customer.ClaimOn(command.Claim) is not { } claim)
            return Decision<CustomerEvent>.Reject(new Rejection.RuleBroken(RejectionCode.NotFound, CustomerSteps.ClaimPath,
                CustomerSteps.Clause));
        return claim.Decline is not null ? Decision<CustomerEvent>.Accept() : FieldDecisions.WithText<CustomerEvent>(
            command.Reason, "reason", null, reason => new ClaimDeclined(context.By, context.Now, command.Claim, reason));
    }

    private static Customer Apply(Customer customer, ClaimDeclined e) =>
        customer.ClaimOn(e.Claim) is not { } claim ? customer : customer with
        {
            // not null: the claim is one of them
            Claims = customer.Claims!.Value.Replace(claim, claim with { Decline = new(e.By, e.At, e.Reason) }),
            PossibleDuplicates = customer.PossibleDuplicates.Remove(e.Claim),
        };
}

/// <summary>Order management declined a claim of the customer: the two stay apart for good (R2.2.1).</summary>
public sealed record ClaimDeclined(string By, DateTimeOffset At, CustomerId Claim, string Reason) : CustomerEvent(By, At);
