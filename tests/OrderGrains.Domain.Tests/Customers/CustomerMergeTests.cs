using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerMergeTests : CustomerSpecification
{
    private static readonly CustomerInformation Moved =
        Chen with { ContactPerson = "周敏", Address = Chen.Address with { Street = "长安街1号" } };

    [Fact]
    public void The_survivor_of_a_merger_has_the_contacts_and_aliases_of_both()
    {
        var taken = Fold(Recorded, new DuplicateSuspected("system", Now, Other));
        var customer = Given(OtherRecorded, new DuplicateSuspected("system", Now, Account)).When(Manager, Merge, Found(taken)).Happens(
            new CustomerMerged(Manager.Subject, Now) { Other = Account, Reason = "the same firm", Taken = taken });

        Assert.Equal("李雷", customer.Profile?.Name);
        Assert.Equal(["韩梅梅", "陈志远"], customer.Contacts.Select(contact => contact.Name));
        Assert.Equal([(Account, "A1"), (Person, null)], customer.Aliases.Select(alias => (alias.Id, alias.Account)));
        Assert.Equal(new MergedCustomer(Account, Manager.Subject, Now, "the same firm", null), Assert.Single(customer.Merged));
        new GivenCustomer(customer).When(Actor.System, new TakeOver(Account, taken, Other)).NothingIsNew();
        new GivenCustomer(customer).When(Actor.System, OrderWith(Chen)).NothingIsNew();
    }

    [Fact]
    public void A_block_of_the_merged_customer_counts_for_both_and_is_lifted_once()
    {
        var taken = Fold(Recorded, DoesNotPay);
        var customer = Given(OtherRecorded).When(Manager, Merge, Found(taken)).After;
        Assert.Equal((CustomerStatus.Blocked, "does not pay", Finance.Subject),
            (customer.Status, customer.Block?.Reason, customer.Block?.By));

        // Orders that the survivor received before it took the block over were received before its block.
        var longAgo = Fold(Recorded, DoesNotPay with { At = Now.AddDays(-30) });
        Assert.Equal((Now.AddDays(-30), Now),
            (longAgo.Block?.Since, Given(OtherRecorded).When(Manager, Merge, Found(longAgo)).After.Block?.Since));

        var freed = new GivenCustomer(customer).When(Leader, new CustomerUnblock("paid")).After;
        new GivenCustomer(freed).When(Actor.System, new TakeOver(Account, taken, Other)).NothingIsNew();
        Assert.Equal(CustomerStatus.Blocked, Given(OtherRecorded, new CustomerMerged("m", Now) { Other = Account, Taken = Fold(Recorded) })
            .When(Actor.System, new TakeOver(Account, taken, Other)).After.Status);
    }

    [Fact]
    public void The_survivor_takes_over_the_last_changes_of_the_merged_customer()
    {
        var customer = Given(OtherRecorded).When(Manager, Merge, Found(Fold(Recorded))).After;
        var ended = Fold(Recorded, Recorded with { Order = SecondOrder, Information = Moved }, Gone);

        var whole = new GivenCustomer(customer).When(Actor.System, new TakeOver(Account, ended, Other)).After;

        Assert.Contains(whole.Contacts, contact => contact.Name == "周敏");
        Assert.Equal("the same firm", Assert.Single(whole.Merged).Reason);
        new GivenCustomer(whole).When(Actor.System, new TakeOver(Account, ended, Other)).NothingIsNew();
    }

    [Fact]
    public void A_merger_needs_a_reason_and_two_existing_customers()
    {
        Given(OtherRecorded).When(Manager, Merge with { Reason = " " }, Found(Fold(Recorded))).Invalid(("reason", Required));
        Given(OtherRecorded).When(Manager, Merge, new(Other, Other, Fold(OtherRecorded))).Invalid(("mergedCustomerId", Contradiction));
        Assert.Equal("mergedCustomerId", Given(OtherRecorded).When(Manager, Merge, Found(Customer.None)).Refused(NotFound).Path);
        Given(OtherRecorded).When(Manager, Merge, Found(Fold(Recorded, Gone))).Refused(NotFound);
        Given(OtherRecorded).When(Leader, Merge, Found(Fold(Recorded))).Refused(NotAuthorised);
    }

    [Fact]
    public void Exactly_one_of_two_customers_merged_into_each_other_survives()
    {
        var (a, b) = (Fold(Recorded), Fold(OtherRecorded));
        var (first, second) = (Given(Recorded).When(Manager, new CustomerMerge(Other, "x"), new(Account, Other, b)).After,
            Given(OtherRecorded).When(Manager, Merge, Found(a)).After);

        var decisions = new[] { new GivenCustomer(first).When(Actor.System, new LeadTo(Account, Other)),
            new GivenCustomer(second).When(Actor.System, new LeadTo(Other, Account)) };

        // The one with the smaller id refuses to lead to the other, and stays.
        Assert.Equal(Account.Value.CompareTo(Other.Value) < 0, decisions[0].Decision is Decision<CustomerEvent>.Rejected);
        Assert.Equal(Other.Value.CompareTo(Account.Value) < 0, decisions[1].Decision is Decision<CustomerEvent>.Rejected);
    }

    private static readonly CustomerRecorded OtherRecorded = Recorded with
    {
        Platform = "app",
        Alias = null,
        Information = new("A9", "李雷", "韩梅梅", "+8613900000000", null, Chen.Address),
        Acknowledgement = null,
    };

    private static CustomerMerge Merge => new(Account, "the same firm");

    private static CustomerLookups Found(Customer taken) => new(Other, Account, taken);
}
