using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Review;

public sealed class ReviewTests : OrderSpecification
{
    [Fact]
    public void Only_the_claimer_decides()
    {
        foreach (OrderCommand decision in new OrderCommand[] { new OrderReviewReturn(Findings), new OrderVerify((string?)null),
            new OrderReject("no") })
            Given(Histories.UnderReview).When(OtherReviewer, decision).Refused(new Rejection.RuleBroken(NotTheClaimer, Clause: "R2.3"));
    }

    [Fact]
    public void An_unclaimed_review_is_not_decided() =>
        Given(Histories.Corrected).When(Reviewer, new OrderVerify((string?)null)).Refused(StateConflict);
}
