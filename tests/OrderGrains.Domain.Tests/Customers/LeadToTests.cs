using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class LeadToTests : CustomerSpecification
{
    [Fact]
    public void An_identity_leads_to_its_customer_and_later_to_another()
    {
        var alias = Given().When(Actor.System, new LeadTo(Person, Account))
            .Happens(new CustomerMergedInto(Actor.System.Subject, Now, Account));
        Assert.Equal((CustomerStatus.Merged, Account), (alias.Status, alias.LeadsTo));
        new GivenCustomer(alias).When(Actor.System, new LeadTo(Person, Account)).NothingIsNew();
        new GivenCustomer(alias).When(Actor.System, new LeadTo(Person, Other)).Happens(Gone);
        new GivenCustomer(alias).When(Actor.System, OrderWith(Chen)).Refused(StateConflict);
    }
}
