using System.Collections.Immutable;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Tests;

public sealed class RejectionCodeTests
{
    private static readonly int[] GoodAndBad = [0, 9];

    private static readonly ImmutableArray<OrderEvent>[] Unfortunate =
    [
        [Histories.Submitted with { By = Samples.Reviewer.Subject }],
        [Histories.Submitted with { Acknowledgement = null }, new ReviewClaimed(Samples.Reviewer.Subject, Samples.Now)],
        [Histories.Submitted, new CancellationRequested(Samples.Manager.Subject, Samples.Now, "changed its mind")],
    ];

    [Fact]
    public void The_codes_that_a_refusal_can_carry() =>
        Approved.Matches(
            "rejection-codes.approved.txt",
            string.Concat(Enum.GetValues<RejectionCode>().Select(code => EnumCode<RejectionCode>.Of(code) + "\n")));

    /// <summary>Every command, with good and bad input, by everybody, in every situation of an order.</summary>
    [Fact]
    public void Every_refusal_of_a_command_with_its_clause() =>
        Approved.Matches("refusals.approved.txt", string.Concat(
            from history in OrderStatusTableTests.Situations.Select(situation => situation.History).Concat(Unfortunate)
            let order = Histories.Fold(history)
            from step in OrderSteps.All
            from variant in GoodAndBad
            from actor in HistoryTests.Actors
            let decision = Samples.Decide(order, HistoryTests.Command(step, order, variant, Samples.Now), actor, Samples.Now, Samples.Policy)
            from reason in decision is Decision<OrderEvent>.Rejected rejected ? rejected.Reasons : []
            group reason by $"{step.Command} {EnumCode<RejectionCode>.Of(reason.Code)} {reason.Path} {reason.Clause}".TrimEnd() into refusal
            orderby refusal.Key
            select refusal.Key + "\n"));

    [Fact]
    public void The_roles_as_written_outside() =>
        Approved.Matches("roles.approved.txt", string.Concat(Enum.GetValues<Roles>().Select(role => EnumCode<Roles>.Of(role) + "\n")));

    [Fact]
    public void A_code_is_read_only_as_it_is_written()
    {
        Assert.True(EnumCode<RejectionCode>.TryParse("SOD_SELF_REVIEW", out var code));
        Assert.Equal(RejectionCode.SodSelfReview, code);
        Assert.False(EnumCode<RejectionCode>.TryParse("sod_self_review", out _));
        Assert.False(EnumCode<RejectionCode>.TryParse("15", out _));
    }
}
