using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerClaimConfirmTests : CustomerSpecification
{
    private static readonly CustomerInformation Secret = Chen with { Account = null, ContactPerson = "周敏", Email = "zhou@example.com" };
    // The entry of the register as sales entered it: another contact, and the account that is flagged on it.
    private static readonly Customer Entry =
        Fold(new DuplicateSuspected("system", Now, Account), Recorded with { Platform = null, Alias = null, Information = Secret });

    [Fact]
    public void A_confirmed_claim_makes_one_customer_of_the_account_and_the_registers_entry()
    {
        var then = Given(Claimed).When(Manager, Confirm, Found(Entry));

        Assert.Equal(
            [EventJson.Of(new CustomerMerged(Manager.Subject, Now) { Other = Person, Reason = "the same firm", Taken = Entry }),
                EventJson.Of(new ClaimConfirmed(Manager.Subject, Now, Person, "the same firm"))],
            then.Events.Select(happened => EventJson.Of(happened)));
        var customer = then.After;
        Assert.Equal([Chen.ContactPerson, "周敏"], customer.Contacts.Select(contact => contact.Name));
        Assert.Equal((Person, true), customer.Aliases.Select(alias => (alias.Id, alias.Confirmed)).Single());
        Assert.True(customer.IsConfirmed);
        Assert.False(CustomerTasks.HasClaimToDecide(customer));
        new GivenCustomer(customer).When(Manager, Confirm, Found(Entry)).NothingIsNew();
    }

    [Fact]
    public void A_block_in_the_register_counts_for_the_account_from_the_confirmation_on() =>
        Assert.Equal(CustomerStatus.Blocked,
            Given(Claimed).When(Manager, Confirm, Found(CustomerRules.Evolve(Entry, DoesNotPay))).After.Status);

    [Fact]
    public void An_identity_named_by_a_platform_is_confirmed_without_a_claim()
    {
        var customer = Given(Recorded).When(Manager, Confirm, new(Account, Account, Fold(Recorded))).After;
        Assert.Equal((Person, Chen.Name, true), customer.Aliases.Select(alias => (alias.Id, alias.Name, alias.Confirmed)).Single());
    }

    private static CustomerClaimConfirm Confirm => new(Person, "the same firm");

    private static CustomerLookups Found(Customer taken) => new(Account, Person, taken);
}
