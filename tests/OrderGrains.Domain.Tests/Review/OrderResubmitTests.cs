using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Review;

public sealed class OrderResubmitTests : OrderSpecification
{
    // Form has a customer.
    private static OrderResubmit Corrected => new(Form with { Customer = Form.Customer! with { Phone = "+8613900000000" } }, Answers);

    [Fact]
    public void A_corrected_order_is_under_review_again_and_unclaimed()
    {
        var order = Given(Histories.Correction).When(Sales, Corrected).After;
        Assert.Equal((OrderStatus.UnderReview, null, "+8613900000000"), (order.Status, order.Review.ClaimedBy, order.Customer?.Phone));
        Assert.Empty(order.Review.OpenFindings);
        Assert.Equal(2, order.Review.Answers.Length);
    }

    [Fact]
    public void Every_open_finding_is_answered_with_the_person_asked_and_the_fact_verified()
    {
        Given(Histories.Correction).When(Sales, Corrected with { Answers = [new(2, "陈志远", "ok")] })
            .Refused(new Rejection.Invalid(FindingUnanswered, "answers", "1", "R2.3"));
        Given(Histories.Correction).When(Sales, Corrected with { Answers = default })
            .Refused(new Rejection.Invalid(FindingUnanswered, "answers", "1,2", "R2.3"));
        Given(Histories.Correction)
            .When(Sales,
                Corrected with { Answers = [new(1, " ", null), new(2, "x", "y"), new(2, "x", "y"), new(7, "x", "y"), new(null, "x", "y")] })
            .Invalid(
                ("answers[0].askedPerson", Required), ("answers[0].verified", Required), ("answers[2].finding", Contradiction),
                ("answers[3].finding", UnknownCode), ("answers[4].finding", Required));
    }

    [Fact]
    public void A_correction_is_complete_again() =>
        Given(Histories.Correction).When(Sales, Corrected with { Order = Form with { PaymentMethod = null } })
            .Invalid(("paymentMethod", Required));

    [Fact]
    public void A_correction_does_not_move_the_order_to_another_origin()
    {
        Given(Histories.CorrectionOnline)
            .When(WebShop, new OrderResubmit(
                OnlineForm with { Platform = "app", ExternalReference = "W-2", SubmittedAt = "2026-03-01T16:30:01Z" }, Answers))
            .Invalid(("platform", Contradiction), ("externalReference", Contradiction));
        Given(Histories.CorrectionOnline)
            .When(WebShop, new OrderResubmit(OnlineForm with { SubmittedAt = "2026-03-01T16:30:01Z" }, Answers))
            .Invalid(("submittedAt", Contradiction));
        Given(Histories.Correction).When(Sales, new OrderResubmit(OnlineForm with { SubmittedAt = null }, Answers))
            .Invalid(("platform", Contradiction), ("externalReference", Contradiction));
        var silent = OnlineForm with { Platform = null, ExternalReference = null, SubmittedAt = null };
        Assert.Equal("W-1", Given(Histories.CorrectionOnline).When(WebShop, new OrderResubmit(silent, Answers)).After.ExternalReference);
    }

    [Fact]
    public void The_enterer_the_platform_or_order_management_corrects_an_order()
    {
        var other = Sales with { Subject = "other.sales" };
        Given(Histories.Correction).When(other, Corrected)
            .Refused(new Rejection.NotAuthorised(NotAuthorised, Roles.OrderManager | Roles.Platform, "R2.3"));
        Assert.NotEmpty(Given(Histories.Correction).When(Manager, Corrected).Events);
        Assert.NotEmpty(Given(Histories.CorrectionOnline)
            .When(WebShop with { Subject = "web-client-2" }, new OrderResubmit(OnlineForm, Answers)).Events);
        Given(Histories.CorrectionOnline).When(WebShop with { Platforms = ["app"] }, new OrderResubmit(OnlineForm, Answers))
            .Refused(new Rejection.RuleBroken(NotFound));
    }

    [Fact]
    public void A_customer_known_by_name_and_phone_moves_with_their_correction_and_one_known_by_its_token_stays()
    {
        var byName = Given(Histories.Correction).When(Sales, Corrected).After;
        Assert.Equal(CustomerIdentity.Of(null, byName.Customer!), byName.CustomerId); // just corrected
        // The sample has an id.
        var byToken = Histories.Fold(
            [Histories.Submitted with { CustomerId = Buyer.CustomerId!.Value }, new ReviewClaimed(Reviewer.Subject, Now),
                Histories.Returned]);
        Assert.Equal(Buyer.CustomerId, new Given(byToken).When(Sales, Corrected).After.CustomerId);
    }
}
