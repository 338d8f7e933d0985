using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Orders;

public sealed class NextActionTests : OrderSpecification
{
    [Fact]
    public void Next_actions_name_the_allowed_and_the_blocked_commands() =>
        Assert.Equal(
            [("orderReviewClaim", true, ""), ("orderHold", false, "NotAuthorised"), ("orderCancellationRequest", false, "NotAuthorised")],
            Next(Given(Histories.Received).Order, Reviewer));

    [Fact]
    public void Separation_of_duties_holds_and_cancellations_block_next_actions()
    {
        var both = Sales with { Roles = Roles.Sales | Roles.OrderReviewer };
        Assert.Contains(("orderReviewClaim", false, "SodSelfReview"), Next(Given(Histories.Received).Order, both));
        Assert.Contains(("orderReviewClaim", false, "OrderOnHold CancellationInAssessment"),
            Next(Given(Histories.OnHold(Histories.AskedToCancel(Histories.Received))).Order, Reviewer));
        Assert.Contains(("orderReviewClaim", false, "NotAuthorised OrderOnHold"),
            Next(Given(Histories.OnHold(Histories.Received)).Order, Sales));
        Assert.Contains(("orderVerify", false, "NotTheClaimer"), Next(Given(Histories.UnderReview).Order, OtherReviewer));
    }

    [Fact]
    public void Missing_fields_block_next_actions()
    {
        var unacknowledged = Given([Histories.Submitted with { Acknowledgement = null }, .. Histories.UnderReview.Skip(1)]).Order;
        var verify = OrderRules.NextActions(unacknowledged, Reviewer, Now, Policy).Single(action => action.Command == "orderVerify");
        Assert.Equal([new Blocker(AcknowledgementMissing, "contract.acknowledgement", "R7.3.1")], verify.Blockers);

        var incomplete = Given(new DraftCreated(Sales.Subject, Now, null, Form with { PaymentMethod = null })).Order;
        var submit = OrderRules.NextActions(incomplete, Sales, Now, Policy).Single(action => action.Command == "orderSubmit");
        Assert.Equal([new Blocker(Required, "paymentMethod", "R8.2.1")], submit.Blockers);
    }

    [Fact]
    public void Outsiders_and_ended_orders_have_no_next_actions()
    {
        Assert.Empty(Next(Given(Histories.ReceivedOnline).Order, OtherBuyer));
        Assert.Empty(Next(Given(Histories.Cancelled).Order, Manager));
        Assert.Empty(Next(Order.None, Sales));
    }

    private static IEnumerable<(string, bool, string)> Next(Order order, Actor actor) =>
        OrderRules.NextActions(order, actor, Now, Policy)
            .Select(action => (action.Command, action.Allowed, string.Join(' ', action.Blockers.Select(blocker => blocker.Code))));
}
