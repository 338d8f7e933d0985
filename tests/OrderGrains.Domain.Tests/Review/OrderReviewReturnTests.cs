using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Review;

public sealed class OrderReviewReturnTests : OrderSpecification
{
    [Fact]
    public void An_order_is_returned_with_findings_each_on_a_field()
    {
        var order = Given(Histories.UnderReview).When(Reviewer, new OrderReviewReturn(Findings))
            .Happens(Histories.Returned with { DueAt = Now.AddDays(2), DueUnit = TimeUnit.WorkingTime });
        Assert.Equal((OrderStatus.Correction, null), (order.Status, order.Review.ClaimedBy));
        Assert.Equal([1, 2], order.Review.OpenFindings);
    }

    [Fact]
    public void An_order_is_not_returned_without_a_finding() =>
        Given(Histories.UnderReview).When(Reviewer, new OrderReviewReturn([])).Invalid(("findings", Required));

    [Fact]
    public void A_finding_names_a_field_of_the_order_and_its_fault() =>
        // A client may send null.
        Given(Histories.UnderReview)
            .When(Reviewer, new OrderReviewReturn([new("customer.fax", "x"), new("service.goals[1]", "x"), new(null, "a\0"), null!]))
            .Invalid(
                ("findings[0].path", UnknownCode), ("findings[1].path", UnknownCode), ("findings[2].path", Required),
                ("findings[2].message", InvalidCharacters),
                ("findings[3].path", Required), ("findings[3].message", Required));

    [Fact]
    public void Findings_are_numbered_through_the_order_s_life()
    {
        var again = Histories.Corrected.Add(new ReviewClaimed(Reviewer.Subject, Now));
        var order = Given(again).When(Reviewer, new OrderReviewReturn([new("fee.amount", "wrong")])).After;
        Assert.Equal([3], order.Review.OpenFindings);
        Assert.Equal([1, 2, 3], order.Review.Findings.Select(finding => finding.Number));
    }
}
