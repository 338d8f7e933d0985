using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.HoldAndCancellation;

public sealed class OrderHoldTests : OrderSpecification
{
    [Fact]
    public void Order_management_holds_and_resumes_an_order()
    {
        var held = Given(Histories.Verified)
            .When(Manager, new OrderHold(HoldKind.AwaitingCustomer, "waits for the customer's data", "2026-03-10"))
            .Happens(Histories.Held);
        Assert.Equal((OrderStatus.Verified, HoldKind.AwaitingCustomer), (held.Status, held.Hold?.Kind));
        Assert.Null(new Given(held).When(Manager, new OrderResume("came")).Happens(new OrderResumed(Manager.Subject, Now, "came")).Hold);
    }

    [Fact]
    public void The_system_puts_an_order_of_a_blocked_customer_on_hold()
    {
        var held = Given(Histories.Received)
            .When(Actor.System, new OrderHold(HoldKind.Internal, "the customer is blocked", "2026-04-01")).After;
        Assert.Equal((HoldKind.Internal, "system"), (held.Hold?.Kind, held.Hold?.By));
        new Given(held).When(Actor.System, new OrderResume((string?)null)).Refused(NotAuthorised);
    }

    [Fact]
    public void A_hold_has_a_kind_a_reason_and_an_expected_end()
    {
        Given(Histories.Received).When(Manager, new OrderHold(HoldKind.None, "", "soon"))
            .Invalid(("kind", Required), ("reason", Required), ("expectedResume", NotADate));
        Given(Histories.Received).When(Manager, new OrderHold(HoldKind.Internal, "x", "2026-03-01"))
            .Invalid(("expectedResume", OutOfRange));
        Assert.NotEmpty(Given(Histories.Received).When(Manager, new OrderHold(HoldKind.Internal, "x", "2026-03-02")).Events);
    }

    [Fact]
    public void An_order_is_held_only_once_and_resumed_only_from_a_hold()
    {
        Given(Histories.OnHold(Histories.Received)).When(Manager, new OrderHold(HoldKind.Internal, "x", "2026-03-10"))
            .Refused(StateConflict);
        Given(Histories.Received).When(Manager, new OrderResume((string?)null)).Refused(StateConflict);
    }

    [Fact]
    public void Forward_steps_wait_while_the_order_is_on_hold()
    {
        var refusal = Given(Histories.OnHold(Histories.UnderReview)).When(Reviewer, new OrderVerify((string?)null)).Refused(OrderOnHold);
        Assert.Equal(["orderResume", "orderCancellationRequest"], Assert.IsType<Rejection.StateConflict>(refusal).Allowed);
        Given(Histories.OnHold(Histories.Correction)).When(Sales, new OrderResubmit(Form, Answers)).Refused(OrderOnHold);
    }
}
