using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Confirms that an account and the register's entry that it has claimed are the same company (R2.2.1): they become one customer,
/// and the account sees all that is recorded of it. There is no way back.</summary>
/// <param name="Claim">The claimed identity.</param>
/// <param name="Reason">Why they are the same.</param>
[GenerateSerializer, Immutable, Alias("og.customer.confirm-claim")]
public sealed record CustomerClaimConfirm([property: Id(0)] CustomerId Claim, [property: Id(1)] string? Reason) : CustomerCommand
{
    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.CustomerClaimConfirm, Decide,
        CustomerTasks.ClaimRoles) with
    {
        Clause = CustomerSteps.Clause,
        IsPossible = CustomerSteps.IsRecorded,
        Events = [CustomerEventType.Of("customer.claim-confirmed", CustomerSteps.Clause, CustomersJson.Default.ClaimConfirmed, Apply)],
    };

    // The account and the register's entry become one by the same event as any two customers, and the identity counts as confirmed from
    // then on.
    private static Decision<CustomerEvent> Decide(Customer customer, CustomerClaimConfirm command, CustomerContext context)
    {
        var (self, other, taken) = context.Lookups;
        var (claim, alias) = (customer.ClaimOn(command.Claim), customer.Aliases.FirstOrDefault(known => known.Id == command.Claim));
        if (claim is null && alias is null)
            return Decision<CustomerEvent>.Reject(new Rejection.RuleBroken(RejectionCode.NotFound, CustomerSteps.ClaimPath,
                CustomerSteps.Clause));
        var fields = new FieldReader();
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, CustomerSteps.Clause);
        if (claim?.Decline is not null)
            fields.Fault(RejectionCode.Contradiction, CustomerSteps.ClaimPath, CustomerSteps.Clause, "not declined");
        if (reason is null || fields.AnyFault)
            return new Decision<CustomerEvent>.Rejected(fields.Faults);
        var confirmed = new ClaimConfirmed(context.By, context.Now, command.Claim, reason);
        return alias?.Confirmed is true ? Decision<CustomerEvent>.Accept()
            : other == self || taken.Status is CustomerStatus.None or CustomerStatus.Merged ? Decision<CustomerEvent>.Accept(confirmed)
            : Decision<CustomerEvent>.Accept(Merger.Of(customer, context, reason), confirmed);
    }

    private static Customer Apply(Customer customer, ClaimConfirmed e)
    {
        var claim = customer.ClaimOn(e.Claim);
        var alias = customer.Aliases.FirstOrDefault(known => known.Id == e.Claim);
        var confirmed = (alias ?? new(e.Claim, null, null, claim?.Name, claim?.Phone)) with { Confirmed = true };
        return customer with
        {
            Aliases = alias is null ? customer.Aliases.Add(confirmed) : customer.Aliases.Replace(alias, confirmed),
            // not null: the claim is one of them
            Claims = claim is null ? customer.Claims : Merger.NullIfNone(customer.Claims!.Value.Remove(claim)),
        };
    }
}

/// <summary>Order management confirmed that the customer is the same company as an identity: what was recorded of either is both's
/// (R2.2.1).</summary>
public sealed record ClaimConfirmed(string By, DateTimeOffset At, CustomerId Claim, string Reason) : CustomerEvent(By, At);
