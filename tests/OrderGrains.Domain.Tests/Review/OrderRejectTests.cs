using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Review;

public sealed class OrderRejectTests : OrderSpecification
{
    [Fact]
    public void The_claimer_rejects_an_order_with_a_reason()
    {
        var order = Given(Histories.UnderReview).When(Reviewer, new OrderReject("no capacity"))
            .Happens(new OrderRejected(Reviewer.Subject, Now, "no capacity"));
        Assert.Equal((OrderStatus.Rejected, "no capacity"), (order.Status, order.EndReason));
        Given(Histories.UnderReview).When(Reviewer, new OrderReject(" ")).Invalid(("reason", Required));
    }
}
