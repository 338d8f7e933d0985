using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerClaimDeclineTests : CustomerSpecification
{
    private static readonly CustomerInformation Secret = Chen with { Account = null, ContactPerson = "周敏", Email = "zhou@example.com" };
    // The entry of the register as sales entered it: another contact, and the account that is flagged on it.
    private static readonly Customer Entry =
        Fold(new DuplicateSuspected("system", Now, Account), Recorded with { Platform = null, Alias = null, Information = Secret });

    [Fact]
    public void A_declined_claim_keeps_both_apart_for_good()
    {
        var customer = Given(Claimed, new DuplicateSuspected("system", Now, Person))
            .When(Manager, new CustomerClaimDecline(Person, " another firm ")).Happens(
            new ClaimDeclined(Manager.Subject, Now, Person, "another firm"));

        Assert.Equal(new DeclinedClaim(Manager.Subject, Now, "another firm"), customer.ClaimOn(Person)?.Decline);
        Assert.Empty(customer.PossibleDuplicates);
        Assert.False(CustomerTasks.HasClaimToDecide(customer));
        var again = new GivenCustomer(customer);
        again.When(Manager, Confirm, Found(Entry)).Invalid(("claimId", Contradiction));
        again.When(Manager, new CustomerClaimDecline(Person, "again")).NothingIsNew();
        again.When(Actor.System, new RecordOrder(FirstOrder, null, Chen with { Account = null }, ByChen, null, null, Person))
            .NothingIsNew();
        // News, but no other claim.
        Assert.Single(again.When(Actor.System, new RecordOrder(SecondOrder, null, Secret, ByChen, null, null, Person)).After.Claims ?? []);
    }

    private static CustomerClaimConfirm Confirm => new(Person, "the same firm");

    private static CustomerLookups Found(Customer taken) => new(Account, Person, taken);
}
