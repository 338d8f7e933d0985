using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.HoldAndCancellation;

public sealed class OrderCancellationDecideTests : OrderSpecification
{
    [Fact]
    public void The_requester_does_not_decide_on_a_cancellation() =>
        Given(Histories.Received.Add(new CancellationRequested(Manager.Subject, Now, "x")))
            .When(Manager, new OrderCancellationDecide(true, null))
            .Refused(new Rejection.SeparationOfDuties(SodSelfDecision, "orderCancellationRequest", Manager.Subject));

    [Fact]
    public void An_approved_cancellation_ends_the_order_and_its_hold()
    {
        var order = Given(Histories.OnHold(Histories.AskedToCancel(Histories.UnderReview)))
            .When(Manager, new OrderCancellationDecide(true, null))
            .Happens(new OrderCancelled(Manager.Subject, Now, null));
        Assert.Equal((OrderStatus.Cancelled, "changed its mind", null, null),
            (order.Status, order.EndReason, order.Hold, order.Cancellation));
    }

    [Fact]
    public void A_declined_cancellation_has_a_reason_and_the_order_goes_on()
    {
        Given(Histories.AskedToCancel(Histories.Received)).When(Manager, new OrderCancellationDecide(false, " "))
            .Invalid(("reason", Required));
        var order = Given(Histories.AskedToCancel(Histories.Received)).When(Manager, new OrderCancellationDecide(false, "done"))
            .Happens(new CancellationDeclined(Manager.Subject, Now, "done"));
        Assert.NotEmpty(new Given(order).When(Reviewer, new OrderReviewClaim()).Events);
    }

    [Fact]
    public void A_cancellation_that_nobody_requested_is_not_decided() =>
        Given(Histories.Received).When(Manager, new OrderCancellationDecide(true, null)).Refused(StateConflict);

    [Fact]
    public void A_cancelled_order_names_the_assignment_whose_capacity_is_released()
    {
        var cancelled = Given(Histories.AskedToCancel(Histories.Assigned)).When(Manager, new OrderCancellationDecide(true, null));

        Assert.Equal(new AssignmentReference(TeamSamples.Id, TeamSamples.North),
            Assert.IsType<OrderCancelled>(Assert.Single(cancelled.Events)).Assignment);
    }
}
