using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Assignment;

/// <summary>Approves the proposed assignment: the team has the order (R3.2).</summary>
/// <param name="OverCommitReason">Why the team may go beyond its capacity; needed exactly where the proposal is marked so.</param>
/// <param name="OnBehalfOf">The absent approver whose substitute acts: the subject of the token.</param>
[GenerateSerializer, Immutable, Alias("og.assignment.approve")]
public sealed record AssignmentApprove([property: Id(0)] string? OverCommitReason, [property: Id(1)] string? OnBehalfOf = null)
    : OrderCommand, ISubstitutable
{
    internal static OrderStep Step { get; } = OrderStep.For(
        AssignmentJson.Default.AssignmentApprove, Decide, Roles.AssignmentApprover, [OrderStatus.AssignmentPending]) with
    {
        Clause = AssignmentSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.AssignmentApproval,
        NotBy = AssignmentSlice.NotByProposerOrEnterer,
        Events =
        [
            OrderEventType.Of("order.assignment-approved", AssignmentSlice.Clause, AssignmentJson.Default.AssignmentApproved, Apply) with
            {
                // The team's members as far as they are known, and those who form teams (R3.2).
                Notices =
                [
                    Notice.To<AssignmentApproved>(
                        NotificationKind.AssignmentApproved,
                        (_, e) => [Recipient.Of(OrderTasks.Of(TaskKind.TeamFormation).Roles), .. (e.Members ?? []).Select(Recipient.Of)],
                        e => new(TaskKind.TeamFormation, e.DueAt)),
                ],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, AssignmentApprove command, DecisionContext context)
    {
        var form = AssignmentSlice.FormOf(order);
        var fields = new FieldReader();
        var reason = fields.Text(command.OverCommitReason, "overCommitReason", TextLimit.Prose, "R3.1.1", required: form.OverCommitReason
            is not null);
        if (reason is not null && form.OverCommitReason is null)
            fields.Fault(RejectionCode.Contradiction, "overCommitReason", "R3.1.1", "within the capacity");
        if (fields.AnyFault)
            return Refuse(fields.Faults);
        var deadlines = context.Policy.Deadlines;
        return Accept(new AssignmentApproved(
            context.By, context.Now, form.Team, form.Id, WorkHours.ByWeek(form.Work), context.Actor.OnBehalfOf, reason,
            deadlines.DueAt(TaskKind.TeamFormation, order.Information, context.Now),
            context.Lookups.TeamMembers.IsEmpty ? null : context.Lookups.TeamMembers,
            deadlines.UnitOf(TaskKind.TeamFormation, order.Information)));
    }

    private static Order Apply(Order order, AssignmentApproved e) => order with
    {
        Status = OrderStatus.Assigned,
        Assignment = order.Assignment with { Approval = new(e.By, e.OnBehalfOf, e.At, e.OverCommitReason) },
        Clocks = order.Clocks.Start(TaskKind.TeamFormation, e.At, e.DueAt, e.DueUnit),
    };
}

/// <summary>The assignment was approved: the team has the order (R3.2), and its formation is due (R4.1).</summary>
/// <param name="By">The subject of the approver's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Team">The team.</param>
/// <param name="Assignment">The form's id.</param>
/// <param name="Weeks">The part of the team's capacity that it takes.</param>
/// <param name="OnBehalfOf">The absent approver for whom a substitute approved.</param>
/// <param name="OverCommitReason">Why the team may go beyond its capacity.</param>
/// <param name="DueAt">When the team has to be formed (R4.1); null where there is no limit.</param>
/// <param name="Members">The team's members at that time, who are notified (R3.2).</param>
/// <param name="DueUnit">The unit of the formation's clock; null without a limit, and in older events.</param>
public sealed record AssignmentApproved(
    string By, DateTimeOffset At, TeamId Team, AssignmentId Assignment, ImmutableArray<WeekHours> Weeks, string? OnBehalfOf = null,
        string? OverCommitReason = null,
    DateTimeOffset? DueAt = null, ImmutableArray<string>? Members = null, TimeUnit? DueUnit = null) : OrderEvent(By, At);
