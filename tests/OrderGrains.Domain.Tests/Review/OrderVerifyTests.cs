using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Review;

public sealed class OrderVerifyTests : OrderSpecification
{
    [Fact]
    public void The_claimer_passes_a_complete_and_acknowledged_order() =>
        Assert.Equal(OrderStatus.Verified, Given(Histories.UnderReview).When(Reviewer, new OrderVerify(" complete "))
            .Happens(new OrderVerified(Reviewer.Subject, Now, "complete")).Status);

    [Fact]
    public void The_review_is_not_passed_before_the_criteria_are_acknowledged() =>
        Given(Histories.Submitted with { Acknowledgement = null }, new ReviewClaimed(Reviewer.Subject, Now))
            .When(Reviewer, new OrderVerify((string?)null))
            .Refused(new Rejection.RuleBroken(AcknowledgementMissing, "contract.acknowledgement", "R7.3.1"));

    [Fact]
    public void The_review_checks_the_rules_of_the_submission_again()
    {
        var policy = Policy with { ServiceTypes = OrderPolicy.Codes("TAX_AGENCY") };
        Given(Histories.UnderReview).When(Reviewer, new OrderVerify("a\0"), policy)
            .Invalid(("note", InvalidCharacters), ("serviceType", UnknownCode));
        Given(Histories.Submitted with { Information = Histories.Submitted.Information with { AcceptanceCriteria = [] } },
            new ReviewClaimed(Reviewer.Subject, Now))
            .When(Reviewer, new OrderVerify((string?)null)).Invalid(("acceptanceCriteria", Required));
    }

    [Fact]
    public void The_review_of_an_order_whose_personal_data_were_erased_is_not_passed()
    {
        var erased = Given(Histories.Submitted with { Customer = null, Acknowledgement = null }, new ReviewClaimed(Reviewer.Subject, Now));
        Assert.True(erased.Order.PersonalDataErased);
        Assert.Contains(erased.When(Reviewer, new OrderVerify((string?)null)).Refusals, refusal => refusal.Path == "customer.name");
    }
}
