using OrderGrains.Domain.Customers;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerUnblockTests : CustomerSpecification
{
    [Fact]
    public void A_senior_leader_lifts_the_block()
    {
        var free = Given(Recorded, DoesNotPay).When(Leader, new CustomerUnblock("paid"))
            .Happens(new CustomerUnblocked(Leader.Subject, Now, "paid"));
        Assert.Equal((null, CustomerStatus.Active), (free.Block, free.Status));
        Given(DoesNotPay).When(Finance, new CustomerUnblock("paid")).Refused(NotAuthorised);
        Given(DoesNotPay).When(Leader, new CustomerUnblock("pa\0id")).Refused(InvalidCharacters);
    }
}
