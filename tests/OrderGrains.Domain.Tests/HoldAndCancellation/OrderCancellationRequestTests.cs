using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.HoldAndCancellation;

public sealed class OrderCancellationRequestTests : OrderSpecification
{
    private static readonly OrderCancellationRequest Request = new("changed its mind");

    [Fact]
    public void Forward_steps_wait_while_a_cancellation_is_assessed()
    {
        var refusal = Given(Histories.AskedToCancel(Histories.Received)).When(Reviewer, new OrderReviewClaim())
            .Refused(CancellationInAssessment);
        Assert.Equal(["orderHold", "orderCancellationDecide"], Assert.IsType<Rejection.StateConflict>(refusal).Allowed);
    }

    [Fact]
    public void A_cancellation_is_requested_with_a_reason()
    {
        var order = Given(Histories.Verified).When(Sales, Request)
            .Happens(new CancellationRequested(Sales.Subject, Now, "changed its mind"));
        Assert.Equal((OrderStatus.Verified, Sales.Subject), (order.Status, order.Cancellation?.By));
        Given(Histories.Verified).When(Sales, new OrderCancellationRequest(null)).Invalid(("reason", Required));
    }

    [Fact]
    public void Customers_and_platforms_request_the_cancellation_of_their_own_orders()
    {
        Assert.NotEmpty(Given(Histories.ReceivedOnline).When(Buyer, Request).Events);
        Assert.NotEmpty(Given(Histories.ReceivedOnline).When(WebShop, Request).Events);
    }

    [Fact]
    public void A_draft_is_discarded_rather_than_cancelled() => Given(Histories.Draft).When(Sales, Request).Refused(StateConflict);

    [Fact]
    public void Only_one_cancellation_is_requested_at_a_time() =>
        Given(Histories.AskedToCancel(Histories.Received)).When(Manager, Request).Refused(StateConflict);
}
