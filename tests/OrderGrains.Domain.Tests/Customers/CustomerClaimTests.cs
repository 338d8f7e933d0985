using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

/// <summary>An account that names a company in an order of its own claims to be it; order management confirms that, or declines it
/// (R2.2.1).</summary>
public sealed class CustomerClaimTests : CustomerSpecification
{
    private static readonly CustomerInformation Secret = Chen with { Account = null, ContactPerson = "周敏", Email = "zhou@example.com" };
    // The entry of the register as sales entered it: another contact, and the account that is flagged on it.
    private static readonly Customer Entry =
        Fold(new DuplicateSuspected("system", Now, Account), Recorded with { Platform = null, Alias = null, Information = Secret });

    [Fact]
    public void An_identity_that_an_account_names_is_a_claim_and_leads_nowhere()
    {
        var says = new RecordOrder(FirstOrder, null, Chen with { Account = null }, ByChen, null, null, Person);

        var customer = Given().When(Actor.System, says).Happens(Claimed);

        Assert.Equal(new CustomerClaim(Person, Chen.Name, Chen.Phone, FirstOrder, Now), customer.ClaimOn(Person));
        Assert.Empty(customer.Aliases);
        Assert.True(customer.HasOpenClaims);
        Assert.True(CustomerTasks.HasClaimToDecide(customer));
        new GivenCustomer(customer).When(Actor.System, says).NothingIsNew();
    }

    [Fact]
    public void A_record_is_confirmed_when_everything_that_leads_to_it_is()
    {
        Assert.False(Fold(Claimed).IsConfirmed);
        Assert.False(Fold(Recorded).IsConfirmed); // a platform named the account with a name and phone
        Assert.True(Fold(Recorded, new ClaimConfirmed("m", Now, Person, "x")).IsConfirmed);
        Assert.True(Fold(Claimed with { Claim = null }).IsConfirmed); // nothing but itself
        Assert.False(Fold(Claimed, new ClaimDeclined("m", Now, Person, "x")).IsConfirmed);
        // A confirmed account that claims another company stays confirmed: its record holds nothing of the other company.
        Assert.True(Fold(Recorded with { Claim = Other }, new ClaimConfirmed("m", Now, Person, "x")).IsConfirmed);
    }

    [Fact]
    public void Order_management_decides_on_a_claim_with_a_reason()
    {
        Given(Claimed).When(Manager, Confirm with { Reason = " " }, Found(Entry)).Invalid(("reason", Required));
        Given(Claimed).When(Manager, new CustomerClaimDecline(Person, null)).Invalid(("reason", Required));
        Assert.Equal("claimId", Given(Claimed).When(Manager, Confirm with { Claim = Other }, Found(Entry)).Refused(NotFound).Path);
        // It leads here: there is no way back.
        Assert.Equal("claimId", Given(Recorded).When(Manager, new CustomerClaimDecline(Person, "x")).Refused(NotFound).Path);
        foreach (var actor in new[] { Sales, Service, Finance, Leader, Buyer })
            Assert.All<CustomerCommand>([Confirm, new CustomerClaimDecline(Person, "x")], command =>
                Given(Claimed).When(actor, command).Refused(NotAuthorised));
    }

    [Fact]
    public void Two_customers_that_are_merged_have_no_claim_on_each_other_and_keep_those_on_others()
    {
        var account = Fold(Claimed, Claimed with { Order = SecondOrder, Claim = Other, Information = Secret with { Name = "另一家" } });

        var entry = new GivenCustomer(Entry).When(Manager, new CustomerMerge(Account, "one"), new(Person, Account, account)).After;
        Assert.Equal(Other, Assert.Single(entry.Claims ?? []).Id);
        new GivenCustomer(entry).When(Actor.System, new TakeOver(Account, account, Person)).NothingIsNew();

        var survivor = new GivenCustomer(account).When(Manager, new CustomerMerge(Person, "one"), new(Account, Person, Entry)).After;
        Assert.Equal(Other, Assert.Single(survivor.Claims ?? []).Id);
        Assert.True(survivor.IsConfirmed);
    }

    [Fact]
    public void A_merger_does_not_confirm_the_identities_of_the_merged_customer()
    {
        var customer = Given(Claimed).When(Manager, new CustomerMerge(Other, "one"), new(Account, Other, Fold(Recorded))).After;
        Assert.Equal([(Other, true), (Person, null)], customer.Aliases.Select(alias => (alias.Id, alias.Confirmed)));
        Assert.False(customer.IsConfirmed);
    }

    [Fact]
    public void An_identity_that_accounts_have_only_named_is_not_yet_a_customer()
    {
        var named = Fold(new DuplicateSuspected("system", Now, Account), new DuplicateSuspected("system", Now, Other));
        Assert.True(named.IsOnlyNamed);
        Assert.All<CustomerEvent>([Recorded, DoesNotPay, Gone], happened => Assert.Null(CustomerRules.Evolve(named, happened).IsOnlyNamed));
        Assert.Null(Fold(Recorded, new DuplicateSuspected("system", Now, Other)).IsOnlyNamed);
    }

    private static CustomerClaimConfirm Confirm => new(Person, "the same firm");

    private static CustomerLookups Found(Customer taken) => new(Account, Person, taken);
}
