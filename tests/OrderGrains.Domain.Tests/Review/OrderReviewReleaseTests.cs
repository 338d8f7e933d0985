using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Review;

public sealed class OrderReviewReleaseTests : OrderSpecification
{
    [Fact]
    public void The_claimer_or_order_management_releases_a_review()
    {
        Assert.Equal(OrderStatus.Received, Given(Histories.UnderReview).When(Reviewer, new OrderReviewRelease())
            .Happens(new ReviewReleased(Reviewer.Subject, Now)).Status);
        Assert.Null(Given(Histories.UnderReview).When(Manager, new OrderReviewRelease()).After.Review.ClaimedBy);
        Given(Histories.UnderReview).When(OtherReviewer, new OrderReviewRelease()).Refused(NotTheClaimer);
    }

    [Fact]
    public void A_review_released_after_a_correction_stays_under_review_and_is_claimed_again()
    {
        var order = Given(Histories.Corrected.Add(new ReviewClaimed(OtherReviewer.Subject, Now)))
            .When(OtherReviewer, new OrderReviewRelease()).After;
        Assert.Equal((OrderStatus.UnderReview, null), (order.Status, order.Review.ClaimedBy));
        Assert.NotEmpty(new Given(order).When(Reviewer, new OrderReviewClaim()).Events);
    }
}
