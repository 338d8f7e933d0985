using System.Collections.Immutable;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Assignment;

/// <summary>Submits the Assignment Form for approval (R3.2).</summary>
/// <param name="Team">The team.</param>
/// <param name="Work">The person-hours per calendar week and role.</param>
/// <param name="Reason">Why this team.</param>
/// <param name="OverCommitReason">Marks the proposal as one beyond the team's capacity, and says why.</param>
[GenerateSerializer, Immutable, Alias("og.assignment.propose")]
public sealed record AssignmentPropose(
    [property: Id(0)] TeamId Team, [property: Id(1)] ImmutableArray<WorkHoursForm> Work, [property: Id(2)] string? Reason,
    [property: Id(3)] string? OverCommitReason) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        AssignmentJson.Default.AssignmentPropose, Decide, Roles.OrderManager, [OrderStatus.Verified], canonical: Canonical) with
    {
        Clause = AssignmentSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.Assignment,
        Events =
        [
            OrderEventType.Of("order.assignment-proposed", AssignmentSlice.Clause, AssignmentJson.Default.AssignmentProposed, Apply) with
            {
                Notices = [Notice.ToRoles(NotificationKind.AssignmentProposed, Roles.AssignmentApprover)],
            },
        ],
    };

    private static AssignmentPropose Canonical(AssignmentPropose command) => command.Work.IsDefault ? command : command with
    {
        // null stays null
        Work = [.. command.Work.Select(work => work?.Hours is { } hours ? work with { Hours = Fingerprint.Canonical(hours) } : work!)],
    };

    private static Decision<OrderEvent> Decide(Order order, AssignmentPropose command, DecisionContext context)
    {
        var fields = new FieldReader();
        var work = AssignmentRules.ReadWork(command.Work, context.Now, context.Policy, fields);
        var proposed = context.Lookups.Scores.FirstOrDefault(score => score.Team == command.Team);
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, "R3.1.2", required: proposed?.Rank > 1);
        var overCommit = fields.Text(command.OverCommitReason, "overCommitReason", TextLimit.Prose, "R3.1.1", required: false);
        var faults = fields.Faults;
        if (proposed is null && work is not null)
            faults = faults.Add(new Rejection.RuleBroken(RejectionCode.NotFound, "teamId", AssignmentSlice.Clause));
        if (proposed is null || work is null || !faults.IsEmpty)
            return Refuse(faults);
        return Accept(new AssignmentProposed(context.By, context.Now, new()
        {
            Id = context.Lookups.Assignment,
            Team = command.Team,
            TeamName = proposed.Name,
            Work = work.Value,
            Scores = context.Lookups.Scores,
            Reason = reason,
            OverCommitReason = overCommit,
        }));
    }

    private static Order Apply(Order order, AssignmentProposed e) => order with
    {
        Status = OrderStatus.AssignmentPending,
        Assignment = order.Assignment with
        {
            Form = e.Form,
            ProposedBy = e.By,
            ProposedAt = e.At,
            Proposers = order.Assignment.Proposers.Contains(e.By) ? order.Assignment.Proposers : order.Assignment.Proposers.Add(e.By),
        },
    };
}

/// <summary>The Assignment Form was submitted for approval (R3.2).</summary>
public sealed record AssignmentProposed(string By, DateTimeOffset At, AssignmentForm Form) : OrderEvent(By, At);
