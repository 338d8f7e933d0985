using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerBlockTests : CustomerSpecification
{
    [Fact]
    public void Order_management_or_finance_blocks_a_customer_with_a_reason()
    {
        Given().When(Finance, new CustomerBlock(" does not pay")).Happens(DoesNotPay);
        Assert.Equal(CustomerStatus.Blocked, Given(Recorded).When(Manager, new CustomerBlock("x")).After.Status);
        Assert.Equal(new Rejection.NotAuthorised(NotAuthorised, Roles.OrderManager | Roles.Finance),
            Given().When(Sales, new CustomerBlock("x")).Refused(NotAuthorised));
        Given().When(Finance, new CustomerBlock(" ")).Invalid(("reason", Required));
    }

    [Fact]
    public void A_block_is_neither_set_nor_lifted_twice()
    {
        Assert.Equal(("BLOCKED", "customerUpdate customerMerge customerClaimConfirm customerClaimDecline customerUnblock"),
            Conflict(Given(DoesNotPay).When(Finance, new CustomerBlock("x"))));
        Assert.Equal(("ACTIVE", "customerUpdate customerMerge customerClaimConfirm customerClaimDecline customerBlock"),
            Conflict(Given(Recorded).When(Leader, new CustomerUnblock("x"))));
        Assert.Equal(("MERGED", ""), Conflict(Given(Recorded, Gone).When(Finance, new CustomerBlock("x"))));
    }

    private static (string Status, string Allowed) Conflict(ThenCustomer then) =>
        then.Refused(StateConflict) is Rejection.StateConflict c ? (c.Status, string.Join(' ', c.Allowed)) : ("", "");
}
