using System.Collections.Immutable;
using System.Text;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Orders;

public sealed class OrderStatusTableTests
{
    // An actor with every role whom separation of duties does not stop: the claimer, who entered nothing.
    private static readonly Actor Everybody = new(Reviewer.Subject, ~Roles.None, ["*"], Buyer.CustomerId);

    internal static readonly ImmutableArray<(string Name, ImmutableArray<OrderEvent> History)> Situations =
    [
        ("no order", []), ("DRAFT", Histories.Draft), ("DISCARDED", [.. Histories.Draft, new DraftDiscarded(Sales.Subject, Now)]),
        ("RECEIVED", Histories.Received), ("RECEIVED, on hold", Histories.OnHold(Histories.Received)),
        ("RECEIVED, cancellation asked for", Histories.AskedToCancel(Histories.Received)),
        ("UNDER_REVIEW, claimed", Histories.UnderReview), ("UNDER_REVIEW, claimed, on hold", Histories.OnHold(Histories.UnderReview)),
        ("UNDER_REVIEW, claimed, cancellation asked for", Histories.AskedToCancel(Histories.UnderReview)),
        ("UNDER_REVIEW, unclaimed again", Histories.Corrected), ("CORRECTION", Histories.Correction),
        ("CORRECTION, on hold, cancellation asked for", Histories.AskedToCancel(Histories.OnHold(Histories.Correction))),
        ("VERIFIED", Histories.Verified), ("VERIFIED, on hold", Histories.OnHold(Histories.Verified)),
        ("ASSIGNMENT_PENDING", Histories.AssignmentPending),
        ("ASSIGNMENT_PENDING, on hold", Histories.OnHold(Histories.AssignmentPending)),
        ("ASSIGNMENT_PENDING, cancellation asked for", Histories.AskedToCancel(Histories.AssignmentPending)),
        ("ASSIGNED", Histories.Assigned), ("ASSIGNED, on hold", Histories.OnHold(Histories.Assigned)),
        ("TEAM_READY", Histories.TeamReady), ("PLANNING", Histories.Planning),
        ("PLANNING, a member proposed", [.. Histories.Planning, Samples.Proposal]), ("PLAN_REVIEW", Histories.PlanReview),
        ("PLAN_REVIEW, approved by order management", [.. Histories.PlanReview, Histories.ApprovedByManager]),
        ("PLAN_REVIEW, on hold", Histories.OnHold(Histories.PlanReview)),
        ("PLAN_REVIEW, cancellation asked for", Histories.AskedToCancel(Histories.PlanReview)), ("IN_EXECUTION", Histories.InExecution),
        ("REJECTED", Histories.Rejected), ("CANCELLED", Histories.Cancelled),
    ];

    public static TheoryData<string> Slices => OrderSlices.Names;

    [Theory, MemberData(nameof(Slices))]
    public void Every_command_of_a_slice_acts_in_every_status_as_approved(string slice) =>
        Approved.Matches($"Statuses/{slice}.md", Table(slice));

    [Fact]
    public void Every_status_is_in_the_table() =>
        Assert.Equal(Enum.GetValues<OrderStatus>(),
            Situations.Select(situation => Histories.Fold(situation.History).Status).Distinct().Order());

    private static string Table(string slice)
    {
        var table = new StringBuilder("""
            # What every command does in every status

            Sent by somebody who holds every role, entered nothing, asked for no cancellation, has claimed the review where it is claimed,
            and is the order's project manager where its team or plan is worked on.
            An arrow is the status afterwards; anything else is the refusal's code.

            """);
        table.Append("\n| | ").AppendJoin(" | ", Situations.Select(situation => situation.Name)).Append(" |\n|---|")
            .Append(string.Concat(Situations.Select(_ => "---|"))).Append('\n');
        foreach (var command in OrderSlices.CommandsOf(slice))
        {
            table.Append("| **").Append(OrderSteps.Of(command).Command).Append("** | ")
                .AppendJoin(" | ", Situations.Select(situation => Cell(Histories.Fold(situation.History), command))).Append(" |\n");
        }
        return table.ToString();
    }

    private static Actor ActorFor(Order order) =>
        order.Status is OrderStatus.TeamReady or OrderStatus.Planning ? Everybody with { Subject = ProjectManager.Subject } : Everybody;

    private static string Cell(Order order, OrderCommand command) => Decide(order, command, ActorFor(order), Now, Policy) switch
    {
        Decision<OrderEvent>.Accepted accepted =>
            "→ " + EnumCode<OrderStatus>.Of(accepted.Events.Aggregate(order, OrderRules.Evolve).Status),
        Decision<OrderEvent>.Rejected rejected =>
            string.Join(' ', rejected.Reasons.Select(reason => EnumCode<RejectionCode>.Of(reason.Code))),
        _ => throw new InvalidOperationException(),
    };
}
