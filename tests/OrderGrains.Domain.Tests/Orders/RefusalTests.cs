using System.Collections.Immutable;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Tests.Orders;

public sealed class RefusalTests
{
    private static readonly int[] GoodAndBad = [0, 9];

    private static readonly ImmutableArray<OrderEvent>[] Unfortunate =
    [
        [Histories.Submitted with { By = Samples.Reviewer.Subject }],
        [Histories.Submitted with { Acknowledgement = null }, new ReviewClaimed(Samples.Reviewer.Subject, Samples.Now)],
        [Histories.Submitted, new CancellationRequested(Samples.Manager.Subject, Samples.Now, "changed its mind")],
    ];

    public static TheoryData<string> Slices => OrderSlices.Names;

    /// <summary>Every command of the slice, with good and bad input, by everybody, in every situation of an order.</summary>
    [Theory, MemberData(nameof(Slices))]
    public void The_commands_of_a_slice_are_refused_as_approved(string slice) =>
        Approved.Matches($"Refusals/{slice}.txt", string.Concat(
            from history in OrderStatusTableTests.Situations.Select(situation => situation.History).Concat(Unfortunate)
            let order = Histories.Fold(history)
            from step in OrderSlices.StepsOf(slice)
            from variant in GoodAndBad
            from actor in HistoryTests.Actors
            let decision =
                Samples.Decide(order, HistoryTests.Command(step, order, variant, Samples.Now), actor, Samples.Now, Samples.Policy)
            from reason in decision is Decision<OrderEvent>.Rejected rejected ? rejected.Reasons : []
            group reason by $"{step.Command} {EnumCode<RejectionCode>.Of(reason.Code)} {reason.Path} {reason.Clause}".TrimEnd() into refusal
            orderby refusal.Key
            select refusal.Key + "\n"));
}
