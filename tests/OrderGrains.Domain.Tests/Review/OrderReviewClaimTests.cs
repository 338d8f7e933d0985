using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Review;

public sealed class OrderReviewClaimTests : OrderSpecification
{
    [Fact]
    public void A_reviewer_claims_a_received_order()
    {
        var order = Given(Histories.Received).When(Reviewer, new OrderReviewClaim()).Happens(new ReviewClaimed(Reviewer.Subject, Now));
        Assert.Equal((OrderStatus.UnderReview, Reviewer.Subject), (order.Status, order.Review.ClaimedBy));
    }

    [Fact]
    public void The_enterer_of_an_order_does_not_review_it() =>
        Given(Histories.Received).When(Sales with { Roles = Roles.Sales | Roles.OrderReviewer }, new OrderReviewClaim())
            .Refused(new Rejection.SeparationOfDuties(SodSelfReview, "orderSubmit", Sales.Subject, "R2.3"));

    [Fact]
    public void The_drafter_of_an_order_does_not_review_it_after_another_person_submitted_it()
    {
        var history = Histories.Draft.Add(new DraftUpdated(Reviewer.Subject, Now, Form))
            .Add(Histories.Submitted with { By = Manager.Subject });
        Given(history).When(Reviewer, new OrderReviewClaim())
            .Refused(new Rejection.SeparationOfDuties(SodSelfReview, "orderDraftUpdate", Reviewer.Subject, "R2.3"));
    }

    [Fact]
    public void The_corrector_of_an_order_does_not_review_it() =>
        Given(Histories.Correction.Add(Histories.Resubmitted with { By = OtherReviewer.Subject }))
            .When(OtherReviewer, new OrderReviewClaim())
            .Refused(new Rejection.SeparationOfDuties(SodSelfReview, "orderResubmit", OtherReviewer.Subject, "R2.3"));

    [Fact]
    public void A_claimed_review_is_not_claimed_again()
    {
        var refusal = Assert.IsType<Rejection.StateConflict>(
            Given(Histories.UnderReview).When(OtherReviewer, new OrderReviewClaim()).Refused(StateConflict));
        Assert.Equal(("UNDER_REVIEW", "orderReviewClaim"), (refusal.Status, refusal.Command));
        Assert.Equal(["orderReviewRelease", "orderReviewReturn", "orderVerify", "orderReject", "orderHold", "orderCancellationRequest"],
            refusal.Allowed);
    }
}
