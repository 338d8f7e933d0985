using System.Collections.Immutable;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class ReviewTests : OrderSpecification
{
    private static OrderResubmit Corrected => new(Form with { Customer = Form.Customer! with { Phone = "+8613900000000" } }, Answers); // Form has a customer

    [Fact]
    public void A_reviewer_claims_a_received_order()
    {
        var order = Given(Histories.Received).When(Reviewer, new OrderReviewClaim()).Happens(new ReviewClaimed(Reviewer.Subject, Now));
        Assert.Equal((OrderStatus.UnderReview, Reviewer.Subject), (order.Status, order.Review.ClaimedBy));
    }

    [Fact]
    public void Whoever_entered_the_order_does_not_review_it() =>
        Given(Histories.Received).When(Sales with { Roles = Roles.Sales | Roles.OrderReviewer }, new OrderReviewClaim())
            .Refused(new Rejection.SeparationOfDuties(SodSelfReview, "orderSubmit", Sales.Subject, "R2.3"));

    [Fact]
    public void Whoever_drafted_the_order_does_not_review_it_though_another_submitted_it()
    {
        var history = Histories.Draft.Add(new DraftUpdated(Reviewer.Subject, Now, Form)).Add(Histories.Submitted with { By = Manager.Subject });
        Given(history).When(Reviewer, new OrderReviewClaim()).Refused(new Rejection.SeparationOfDuties(SodSelfReview, "orderDraftUpdate", Reviewer.Subject, "R2.3"));
    }

    [Fact]
    public void Whoever_corrected_the_order_does_not_review_it() =>
        Given(Histories.Correction.Add(Histories.Resubmitted with { By = OtherReviewer.Subject })).When(OtherReviewer, new OrderReviewClaim())
            .Refused(new Rejection.SeparationOfDuties(SodSelfReview, "orderResubmit", OtherReviewer.Subject, "R2.3"));

    [Fact]
    public void A_claimed_review_is_not_claimed_again()
    {
        var refusal = Assert.IsType<Rejection.StateConflict>(Given(Histories.UnderReview).When(OtherReviewer, new OrderReviewClaim()).Refused(StateConflict));
        Assert.Equal(("UNDER_REVIEW", "orderReviewClaim"), (refusal.Status, refusal.Command));
        Assert.Equal(["orderReviewRelease", "orderReviewReturn", "orderVerify", "orderReject", "orderHold", "orderCancellationRequest"], refusal.Allowed);
    }

    [Fact]
    public void A_review_is_given_back_by_its_claimer_or_order_management()
    {
        Assert.Equal(OrderStatus.Received, Given(Histories.UnderReview).When(Reviewer, new OrderReviewRelease())
            .Happens(new ReviewReleased(Reviewer.Subject, Now)).Status);
        Assert.Null(Given(Histories.UnderReview).When(Manager, new OrderReviewRelease()).After.Review.ClaimedBy);
        Given(Histories.UnderReview).When(OtherReviewer, new OrderReviewRelease()).Refused(NotTheClaimer);
    }

    [Fact]
    public void A_review_given_back_after_a_correction_stays_under_review_and_is_claimed_again()
    {
        var order = Given(Histories.Corrected.Add(new ReviewClaimed(OtherReviewer.Subject, Now))).When(OtherReviewer, new OrderReviewRelease()).After;
        Assert.Equal((OrderStatus.UnderReview, null), (order.Status, order.Review.ClaimedBy));
        Assert.NotEmpty(new Given(order).When(Reviewer, new OrderReviewClaim()).Events);
    }

    [Fact]
    public void Only_the_claimer_decides()
    {
        foreach (OrderCommand decision in new OrderCommand[] { new OrderReviewReturn(Findings), new OrderVerify((string?)null), new OrderReject("no") })
            Given(Histories.UnderReview).When(OtherReviewer, decision).Refused(new Rejection.RuleBroken(NotTheClaimer, Clause: "R2.3"));
    }

    [Fact]
    public void Nobody_decides_on_a_review_that_nobody_claimed() => Given(Histories.Corrected).When(Reviewer, new OrderVerify((string?)null)).Refused(StateConflict);

    [Fact]
    public void An_order_is_returned_with_findings_each_on_a_field()
    {
        var order = Given(Histories.UnderReview).When(Reviewer, new OrderReviewReturn(Findings)).Happens(Histories.Returned with { DueAt = Now.AddDays(2), DueUnit = TimeUnit.WorkingTime });
        Assert.Equal((OrderStatus.Correction, null), (order.Status, order.Review.ClaimedBy));
        Assert.Equal([1, 2], order.Review.OpenFindings);
    }

    [Fact]
    public void An_order_is_not_returned_without_a_finding() =>
        Given(Histories.UnderReview).When(Reviewer, new OrderReviewReturn([])).Invalid(("findings", Required));

    [Fact]
    public void A_finding_names_a_field_of_the_order_and_what_is_wrong_with_it() =>
        Given(Histories.UnderReview).When(Reviewer, new OrderReviewReturn([new("customer.fax", "x"), new("service.goals[1]", "x"), new(null, "a\0"), null!])) // a client may send null
            .Invalid(
                ("findings[0].path", UnknownCode), ("findings[1].path", UnknownCode), ("findings[2].path", Required), ("findings[2].message", InvalidCharacters),
                ("findings[3].path", Required), ("findings[3].message", Required));

    [Fact]
    public void Findings_are_numbered_through_the_order_s_life()
    {
        var again = Histories.Corrected.Add(new ReviewClaimed(Reviewer.Subject, Now));
        var order = Given(again).When(Reviewer, new OrderReviewReturn([new("fee.amount", "wrong")])).After;
        Assert.Equal([3], order.Review.OpenFindings);
        Assert.Equal([1, 2, 3], order.Review.Findings.Select(finding => finding.Number));
    }

    [Fact]
    public void A_corrected_order_is_under_review_again_and_unclaimed()
    {
        var order = Given(Histories.Correction).When(Sales, Corrected).After;
        Assert.Equal((OrderStatus.UnderReview, null, "+8613900000000"), (order.Status, order.Review.ClaimedBy, order.Customer?.Phone));
        Assert.Empty(order.Review.OpenFindings);
        Assert.Equal(2, order.Review.Answers.Length);
    }

    [Fact]
    public void Every_open_finding_is_answered_with_who_was_asked_and_what_was_verified()
    {
        Given(Histories.Correction).When(Sales, Corrected with { Answers = [new(2, "陈志远", "ok")] })
            .Refused(new Rejection.Invalid(FindingUnanswered, "answers", "1", "R2.3"));
        Given(Histories.Correction).When(Sales, Corrected with { Answers = default })
            .Refused(new Rejection.Invalid(FindingUnanswered, "answers", "1,2", "R2.3"));
        Given(Histories.Correction).When(Sales, Corrected with { Answers = [new(1, " ", null), new(2, "x", "y"), new(2, "x", "y"), new(7, "x", "y"), new(null, "x", "y")] })
            .Invalid(
                ("answers[0].askedPerson", Required), ("answers[0].verified", Required), ("answers[2].finding", Contradiction),
                ("answers[3].finding", UnknownCode), ("answers[4].finding", Required));
    }

    [Fact]
    public void A_correction_is_complete_again() =>
        Given(Histories.Correction).When(Sales, Corrected with { Order = Form with { PaymentMethod = null } }).Invalid(("paymentMethod", Required));

    [Fact]
    public void A_correction_does_not_move_the_order_to_another_origin()
    {
        Given(Histories.CorrectionOnline).When(WebShop, new OrderResubmit(OnlineForm with { Platform = "app", ExternalReference = "W-2", SubmittedAt = "2026-03-01T16:30:01Z" }, Answers))
            .Invalid(("platform", Contradiction), ("externalReference", Contradiction));
        Given(Histories.CorrectionOnline).When(WebShop, new OrderResubmit(OnlineForm with { SubmittedAt = "2026-03-01T16:30:01Z" }, Answers))
            .Invalid(("submittedAt", Contradiction));
        Given(Histories.Correction).When(Sales, new OrderResubmit(OnlineForm with { SubmittedAt = null }, Answers))
            .Invalid(("platform", Contradiction), ("externalReference", Contradiction));
        var silent = OnlineForm with { Platform = null, ExternalReference = null, SubmittedAt = null };
        Assert.Equal("W-1", Given(Histories.CorrectionOnline).When(WebShop, new OrderResubmit(silent, Answers)).After.ExternalReference);
    }

    [Fact]
    public void A_correction_comes_from_who_entered_the_order_from_its_platform_or_from_order_management()
    {
        var other = Sales with { Subject = "other.sales" };
        Given(Histories.Correction).When(other, Corrected).Refused(new Rejection.NotAuthorised(NotAuthorised, Roles.OrderManager | Roles.Platform, "R2.3"));
        Assert.NotEmpty(Given(Histories.Correction).When(Manager, Corrected).Events);
        Assert.NotEmpty(Given(Histories.CorrectionOnline).When(WebShop with { Subject = "web-client-2" }, new OrderResubmit(OnlineForm, Answers)).Events);
        Given(Histories.CorrectionOnline).When(WebShop with { Platforms = ["app"] }, new OrderResubmit(OnlineForm, Answers))
            .Refused(new Rejection.RuleBroken(NotFound));
    }

    [Fact]
    public void A_customer_known_by_name_and_phone_moves_with_their_correction_and_one_known_by_its_token_stays()
    {
        var byName = Given(Histories.Correction).When(Sales, Corrected).After;
        Assert.Equal(CustomerIdentity.Of(null, byName.Customer!), byName.CustomerId); // just corrected
        var byToken = Histories.Fold([Histories.Submitted with { CustomerId = Buyer.CustomerId!.Value }, new ReviewClaimed(Reviewer.Subject, Now), Histories.Returned]); // the sample has an id
        Assert.Equal(Buyer.CustomerId, new Given(byToken).When(Sales, Corrected).After.CustomerId);
    }

    [Fact]
    public void The_claimer_passes_a_complete_and_acknowledged_order() =>
        Assert.Equal(OrderStatus.Verified, Given(Histories.UnderReview).When(Reviewer, new OrderVerify(" complete "))
            .Happens(new OrderVerified(Reviewer.Subject, Now, "complete")).Status);

    [Fact]
    public void The_review_is_not_passed_before_the_criteria_are_acknowledged() =>
        Given(Histories.Submitted with { Acknowledgement = null }, new ReviewClaimed(Reviewer.Subject, Now)).When(Reviewer, new OrderVerify((string?)null))
            .Refused(new Rejection.RuleBroken(AcknowledgementMissing, "contract.acknowledgement", "R7.3.1"));

    [Fact]
    public void The_review_checks_again_what_the_submission_had_to_satisfy()
    {
        var policy = Policy with { ServiceTypes = OrderPolicy.Codes("TAX_AGENCY") };
        Given(Histories.UnderReview).When(Reviewer, new OrderVerify("a\0"), policy).Invalid(("note", InvalidCharacters), ("serviceType", UnknownCode));
        Given(Histories.Submitted with { Information = Histories.Submitted.Information with { AcceptanceCriteria = [] } }, new ReviewClaimed(Reviewer.Subject, Now))
            .When(Reviewer, new OrderVerify((string?)null)).Invalid(("acceptanceCriteria", Required));
    }

    [Fact]
    public void The_review_of_an_order_whose_personal_data_were_erased_is_not_passed()
    {
        var erased = Given(Histories.Submitted with { Customer = null, Acknowledgement = null }, new ReviewClaimed(Reviewer.Subject, Now));
        Assert.True(erased.Order.PersonalDataErased);
        Assert.Contains(erased.When(Reviewer, new OrderVerify((string?)null)).Refusals, refusal => refusal.Path == "customer.name");
    }

    [Fact]
    public void The_claimer_refuses_an_order_with_a_reason()
    {
        var order = Given(Histories.UnderReview).When(Reviewer, new OrderReject("no capacity"))
            .Happens(new OrderRejected(Reviewer.Subject, Now, "no capacity"));
        Assert.Equal((OrderStatus.Rejected, "no capacity"), (order.Status, order.EndReason));
        Given(Histories.UnderReview).When(Reviewer, new OrderReject(" ")).Invalid(("reason", Required));
    }

    [Fact]
    public void Another_platform_s_and_another_customer_s_orders_are_unknown()
    {
        var app = WebShop with { Platforms = ["app"] };
        Given(Histories.ReceivedOnline).When(app, new OrderCancellationRequest("no")).Refused(new Rejection.RuleBroken(NotFound));
        Given(Histories.ReceivedOnline).When(OtherBuyer, new OrderCancellationRequest("no")).Refused(new Rejection.RuleBroken(NotFound));
        Given().When(app, new OrderCancellationRequest("no")).Refused(new Rejection.RuleBroken(NotFound));
        Assert.NotEmpty(Given(Histories.ReceivedOnline).When(Buyer, new OrderCancellationRequest("no")).Events);
    }

    [Fact]
    public void Who_sees_an_order()
    {
        var (draft, online) = (Histories.Fold(Histories.CustomersDraft), Histories.Fold(Histories.ReceivedOnline));
        ImmutableArray<Actor> actors = [Sales, Manager, Reviewer, WebShop, Auditor, Buyer, OtherBuyer, WebShop with { Platforms = ["app"] }, new("root", Roles.Admin)];
        Assert.Equal([Sales, Manager, Auditor, Buyer], actors.Where(actor => OrderRules.IsVisible(draft, actor)));
        Assert.Equal([Sales, Manager, Reviewer, WebShop, Auditor, Buyer], actors.Where(actor => OrderRules.IsVisible(online, actor)));
        Assert.DoesNotContain(actors, actor => OrderRules.IsVisible(Order.None, actor));
    }
}
