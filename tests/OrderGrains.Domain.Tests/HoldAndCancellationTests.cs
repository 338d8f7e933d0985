using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class HoldAndCancellationTests : OrderSpecification
{
    private static readonly OrderCancellationRequest Request = new("changed its mind");

    [Fact]
    public void Order_management_puts_an_order_on_hold_and_lets_it_go_on()
    {
        var held = Given(Histories.Verified).When(Manager, new OrderHold(HoldKind.AwaitingCustomer, "waits for the customer's data", "2026-03-10"))
            .Happens(Histories.Held);
        Assert.Equal((OrderStatus.Verified, HoldKind.AwaitingCustomer), (held.Status, held.Hold?.Kind));
        Assert.Null(new Given(held).When(Manager, new OrderResume("came")).Happens(new OrderResumed(Manager.Subject, Now, "came")).Hold);
    }

    [Fact]
    public void The_system_puts_an_order_of_a_blocked_customer_on_hold()
    {
        var held = Given(Histories.Received).When(Actor.System, new OrderHold(HoldKind.Internal, "the customer is blocked", "2026-04-01")).After;
        Assert.Equal((HoldKind.Internal, "system"), (held.Hold?.Kind, held.Hold?.By));
        new Given(held).When(Actor.System, new OrderResume((string?)null)).Refused(NotAuthorised);
    }

    [Fact]
    public void A_hold_says_what_is_waited_for_why_and_until_when()
    {
        Given(Histories.Received).When(Manager, new OrderHold(HoldKind.None, "", "soon"))
            .Invalid(("kind", Required), ("reason", Required), ("expectedResume", NotADate));
        Given(Histories.Received).When(Manager, new OrderHold(HoldKind.Internal, "x", "2026-03-01")).Invalid(("expectedResume", OutOfRange));
        Assert.NotEmpty(Given(Histories.Received).When(Manager, new OrderHold(HoldKind.Internal, "x", "2026-03-02")).Events);
    }

    [Fact]
    public void An_order_is_held_once_and_resumed_only_from_a_hold()
    {
        Given(Histories.OnHold(Histories.Received)).When(Manager, new OrderHold(HoldKind.Internal, "x", "2026-03-10")).Refused(StateConflict);
        Given(Histories.Received).When(Manager, new OrderResume((string?)null)).Refused(StateConflict);
    }

    [Fact]
    public void Forward_steps_wait_while_the_order_is_on_hold()
    {
        var refusal = Given(Histories.OnHold(Histories.UnderReview)).When(Reviewer, new OrderVerify((string?)null)).Refused(OrderOnHold);
        Assert.Equal(["orderResume", "orderCancellationRequest"], Assert.IsType<Rejection.StateConflict>(refusal).Allowed);
        Given(Histories.OnHold(Histories.Correction)).When(Sales, new OrderResubmit(Form, Answers)).Refused(OrderOnHold);
    }

    [Fact]
    public void Forward_steps_wait_while_a_cancellation_is_assessed()
    {
        var refusal = Given(Histories.AskedToCancel(Histories.Received)).When(Reviewer, new OrderReviewClaim()).Refused(CancellationInAssessment);
        Assert.Equal(["orderHold", "orderCancellationDecide"], Assert.IsType<Rejection.StateConflict>(refusal).Allowed);
    }

    [Fact]
    public void A_cancellation_is_asked_for_with_a_reason()
    {
        var order = Given(Histories.Verified).When(Sales, Request).Happens(new CancellationRequested(Sales.Subject, Now, "changed its mind"));
        Assert.Equal((OrderStatus.Verified, Sales.Subject), (order.Status, order.Cancellation?.By));
        Given(Histories.Verified).When(Sales, new OrderCancellationRequest(null)).Invalid(("reason", Required));
    }

    [Fact]
    public void Customer_and_platform_ask_for_the_cancellation_of_their_own_orders()
    {
        Assert.NotEmpty(Given(Histories.ReceivedOnline).When(Buyer, Request).Events);
        Assert.NotEmpty(Given(Histories.ReceivedOnline).When(WebShop, Request).Events);
    }

    [Fact]
    public void A_draft_is_given_up_not_cancelled() => Given(Histories.Draft).When(Sales, Request).Refused(StateConflict);

    [Fact]
    public void A_cancellation_is_asked_for_once_at_a_time() =>
        Given(Histories.AskedToCancel(Histories.Received)).When(Manager, Request).Refused(StateConflict);

    [Fact]
    public void Another_than_who_asked_decides_on_a_cancellation() =>
        Given(Histories.Received.Add(new CancellationRequested(Manager.Subject, Now, "x"))).When(Manager, new OrderCancellationDecide(true, null))
            .Refused(new Rejection.SeparationOfDuties(SodSelfDecision, "orderCancellationRequest", Manager.Subject));

    [Fact]
    public void An_approved_cancellation_ends_the_order_and_its_hold()
    {
        var order = Given(Histories.OnHold(Histories.AskedToCancel(Histories.UnderReview))).When(Manager, new OrderCancellationDecide(true, null))
            .Happens(new OrderCancelled(Manager.Subject, Now, null));
        Assert.Equal((OrderStatus.Cancelled, "changed its mind", null, null), (order.Status, order.EndReason, order.Hold, order.Cancellation));
    }

    [Fact]
    public void A_declined_cancellation_says_why_and_the_order_goes_on()
    {
        Given(Histories.AskedToCancel(Histories.Received)).When(Manager, new OrderCancellationDecide(false, " ")).Invalid(("reason", Required));
        var order = Given(Histories.AskedToCancel(Histories.Received)).When(Manager, new OrderCancellationDecide(false, "done"))
            .Happens(new CancellationDeclined(Manager.Subject, Now, "done"));
        Assert.NotEmpty(new Given(order).When(Reviewer, new OrderReviewClaim()).Events);
    }

    [Fact]
    public void There_is_nothing_to_decide_where_nobody_asked() =>
        Given(Histories.Received).When(Manager, new OrderCancellationDecide(true, null)).Refused(StateConflict);
}
