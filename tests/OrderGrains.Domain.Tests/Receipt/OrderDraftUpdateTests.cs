using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Receipt;

public sealed class OrderDraftUpdateTests : OrderSpecification
{
    private static readonly OrderForm Incomplete = new() { ServiceType = "not decided yet" };

    [Fact]
    public void A_draft_is_updated_and_discarded()
    {
        Given(Histories.Draft).When(Manager, new OrderDraftUpdate(Incomplete)).Happens(new DraftUpdated(Manager.Subject, Now, Incomplete));
        Assert.Equal(OrderStatus.Discarded,
            Given(Histories.Draft).When(Sales, new OrderDraftDiscard()).Happens(new DraftDiscarded(Sales.Subject, Now)).Status);
    }

    [Fact]
    public void Another_customer_s_draft_is_unknown()
    {
        Given(Histories.CustomersDraft).When(OtherBuyer, new OrderDraftUpdate(Form)).Refused(new Rejection.RuleBroken(NotFound));
        Given(Histories.Draft).When(Buyer, new OrderDraftDiscard()).Refused(NotFound);
        Given().When(Buyer, new OrderDraftDiscard()).Refused(new Rejection.RuleBroken(NotFound));
    }
}
