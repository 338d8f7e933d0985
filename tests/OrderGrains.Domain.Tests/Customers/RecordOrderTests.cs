using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class RecordOrderTests : CustomerSpecification
{
    private static readonly CustomerInformation Moved =
        Chen with { ContactPerson = "周敏", Address = Chen.Address with { Street = "长安街1号" } };

    [Fact]
    public void The_first_order_begins_the_record_with_profile_contact_and_first_signer()
    {
        var customer = Given().When(Actor.System, new RecordOrder(FirstOrder, "web", Chen, ByChen, Person, null)).Happens(Recorded);

        Assert.Equal((CustomerStatus.Active, Now, Now), (customer.Status, customer.CreatedAt, customer.UpdatedAt));
        Assert.Equal(new CustomerProfile("web", "A1", Chen.Name, Chen.Phone, Chen.Email, Chen.Address), customer.Profile);
        Assert.Equal(new CustomerContact(Chen.ContactPerson, Chen.Phone, Chen.Email), Assert.Single(customer.Contacts));
        Assert.Equal(new AuthorisedSigner("陈志远", OrderFormReading.TermsAccepted, FirstOrder, Actor.System.Subject, Now),
            Assert.Single(customer.Signers));
        Assert.Equal(new CustomerAlias(Person, null, null, Chen.Name, Chen.Phone), Assert.Single(customer.Aliases));
    }

    [Fact]
    public void An_order_with_known_details_records_nothing()
    {
        Given(Recorded).When(Actor.System, OrderWith(Chen)).NothingIsNew();
        Given(Recorded).When(Actor.System, OrderWith(Chen) with { Acknowledgement = ByChen with { At = ByChen.At.AddDays(1) } })
            .NothingIsNew();
        Given(Recorded, DoesNotPay).When(Actor.System, OrderWith(Chen) with { Alias = Person }).NothingIsNew();
    }

    [Fact]
    public void New_details_of_an_order_change_the_profile_and_add_a_contact_and_a_signer()
    {
        var customer = Given(Recorded).When(Actor.System, OrderWith(Moved) with { Acknowledgement = ByChen with { By = "周敏" } }).After;

        Assert.Equal("长安街1号", customer.Profile?.Address.Street);
        Assert.Equal(["陈志远", "周敏"], customer.Contacts.Select(contact => contact.Name));
        Assert.Equal(["陈志远", "周敏"], customer.Signers.Select(signer => signer.Name));
        new GivenCustomer(customer).When(Actor.System, OrderWith(Chen)).NothingIsNew();
    }

    [Fact]
    public void An_order_without_an_account_leaves_the_account_as_it_is()
    {
        var customer = Given(Recorded)
            .When(Actor.System, OrderWith(Chen with { Account = null, Email = null }) with { Platform = null }).After;
        Assert.Equal(("web", "A1", null), (customer.Profile?.Platform, customer.Profile?.Account, customer.Profile?.Email));
    }

    [Fact]
    public void A_record_does_not_grow_without_end()
    {
        var customer = Enumerable.Range(0, 500)
            .Aggregate(Customer.None, (state, i) =>
                new GivenCustomer(state).When(Actor.System, OrderWith(Chen with { Email = $"{i}@example.com" })).After);
        new GivenCustomer(customer).When(Actor.System, OrderWith(Moved)).NothingIsNew();
    }

    [Fact]
    public void A_possible_duplicate_is_flagged_once_and_on_both()
    {
        var flagged = Given(Recorded).When(Actor.System, OrderWith(Chen) with { PossibleDuplicate = Other }).After;
        Assert.Equal(Other, Assert.Single(flagged.PossibleDuplicates));
        new GivenCustomer(flagged).When(Actor.System, OrderWith(Chen) with { PossibleDuplicate = Other }).NothingIsNew();

        Assert.Equal(Account, Assert.Single(Given(Recorded).When(Actor.System, new SuspectDuplicate(Account)).After.PossibleDuplicates));
        new GivenCustomer(flagged).When(Actor.System, new SuspectDuplicate(Other)).NothingIsNew();
    }

    [Fact]
    public void Only_the_system_says_what_orders_say() =>
        Assert.All<CustomerCommand>(
            [OrderWith(Chen), new SuspectDuplicate(Other), new LeadTo(Account, Other), new TakeOver(Other, Fold(Recorded), Other)],
            command => Given(Recorded).When(new("everybody", ~Roles.System, ["*"], Account), command).Refused(NotAuthorised));
}
