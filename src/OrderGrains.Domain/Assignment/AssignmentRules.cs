using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Assignment.AssignmentCommand;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Assignment;

/// <summary>The lines of assignment (R3) in the table of steps.</summary>
public static class AssignmentSteps
{
    /// <summary>The name of <see cref="AssignmentCommand.Propose"/>.</summary>
    public const string AssignmentPropose = "assignmentPropose";

    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderStep> All { get; } =
    [
        new(AssignmentPropose, Json.Propose, Roles.OrderManager, [OrderStatus.Verified])
        { Clause = "R3.2", Forward = true, Task = TaskKind.Assignment },
        Approval(new("assignmentApprove", Json.Approve, Roles.AssignmentApprover, [OrderStatus.AssignmentPending])),
        Approval(new("assignmentReject", Json.Reject, Roles.AssignmentApprover, [OrderStatus.AssignmentPending])),
    ];

    private static AssignmentJson Json => AssignmentJson.Default;

    private static OrderStep Approval(OrderStep step) => step with { Clause = "R3.2", Forward = true, Guards = [NotOwnRecord], Task = TaskKind.AssignmentApproval };

    /// <summary>The refusal where somebody proposed a team for the order, or entered or corrected it; null where nothing of it is the person's own.</summary>
    internal static Rejection.SeparationOfDuties? OwnRecord(Order order, string subject)
    {
        if (order.Assignment.Proposers.Contains(subject))
            return new(SodSelfApproval, AssignmentPropose, subject, "R3.2");
        foreach (var entry in order.Entries)
            if (entry.By == subject)
                return new(SodSelfApproval, entry.Step, subject, "R3.2");
        return null;
    }

    private static Rejection.SeparationOfDuties? NotOwnRecord(Order order, Actor actor) => OwnRecord(order, actor.Subject);
}

/// <summary>The lines of assignment (R3) in the table of tasks.</summary>
public static class AssignmentTasks
{
    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderTask> All { get; } =
    [
        new(TaskKind.Assignment, Roles.OrderManager, order => order.Status == OrderStatus.Verified) { Forward = true },
        new(TaskKind.AssignmentApproval, Roles.AssignmentApprover, order => order.Status == OrderStatus.AssignmentPending)
        { Forward = true, ForAbsent = true, Excluded = order => [.. order.Assignment.Proposers.Union(order.Entries.Select(entry => entry.By))] },
    ];
}

/// <summary>The rules of assignment (R3): which team is proposed, and who approves it.</summary>
public static class AssignmentRules
{
    /// <summary>The most entries of planned work.</summary>
    public const int MaxWork = 500;

    private const int WeeksAhead = 260, ShownScores = 10;
    private const decimal MaxHours = 10_000;
    private static readonly WorkHoursForm NoWork = new();

    /// <summary>Decides on a command that the gate let through.</summary>
    /// <param name="actor">The actor, with no more than the roles that reach this order.</param>
    public static Decision<OrderEvent> Decide(Order order, AssignmentCommand command, Actor actor, DateTimeOffset now, OrderPolicy policy) => command switch
    {
        Propose c => OfPropose(c, actor, now, policy),
        Approve c => OfApprove(order, c, actor, now, policy),
        Reject c => OfReject(order, c, actor, now),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Applies an event.</summary>
    public static Order Evolve(Order order, AssignmentEvent @event) => @event switch
    {
        AssignmentProposed e => order with
        {
            Status = OrderStatus.AssignmentPending,
            Assignment = order.Assignment with
            {
                Form = e.Form,
                ProposedBy = e.By,
                ProposedAt = e.At,
                Proposers = order.Assignment.Proposers.Contains(e.By) ? order.Assignment.Proposers : order.Assignment.Proposers.Add(e.By),
            },
        },
        AssignmentApproved e => order with
        {
            Status = OrderStatus.Assigned,
            Assignment = order.Assignment with { Approval = new(e.By, e.OnBehalfOf, e.At, e.OverCommitReason) },
            Clocks = order.Clocks.Start(TaskKind.TeamFormation, e.At, e.DueAt, e.DueUnit),
        },
        AssignmentRejected e => order with
        {
            Status = OrderStatus.Verified,
            Assignment = order.Assignment with
            {
                Form = null,
                ProposedBy = null,
                ProposedAt = null,
                Refusals = order.Assignment.Refusals.Add(
                    new(e.Team, order.Assignment.Form?.TeamName ?? "", e.By, e.OnBehalfOf, e.At, e.Reason, order.Assignment.ProposedBy)),
            },
        },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    /// <summary>Whether an order's assignment holds capacity of its team: it waits for approval or is approved, and the order goes on.</summary>
    public static bool HoldsCapacity(Order order, AssignmentId assignment) => order.Status != OrderStatus.Cancelled && order.Assignment.Form?.Id == assignment;

    /// <summary>The planned person-hours, read; null where something is wrong with them, which the decision then says.</summary>
    public static ImmutableArray<WorkHours>? ReadWork(ImmutableArray<WorkHoursForm> form, DateTimeOffset now, OrderPolicy policy) =>
        ReadWork(form, now, policy, new FieldReader());

    /// <summary>The scores that a form keeps: of the best teams, and of the one proposed.</summary>
    public static ImmutableArray<TeamScore> ScoresToKeep(ImmutableArray<Candidate> ranking, TeamId team) =>
        [.. ranking.Select(candidate => candidate.Score).Where(score => score.Rank <= ShownScores || score.Team == team)];

    private static Decision<OrderEvent> OfPropose(Propose command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var fields = new FieldReader();
        var work = ReadWork(command.Work, now, policy, fields);
        var proposed = command.Scores.IsDefaultOrEmpty ? null : command.Scores.FirstOrDefault(score => score.Team == command.Team);
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, "R3.1.2", required: proposed?.Rank > 1);
        var overCommit = fields.Text(command.OverCommitReason, "overCommitReason", TextLimit.Prose, "R3.1.1", required: false);
        var faults = fields.Faults;
        if (proposed is null && work is not null)
            faults = faults.Add(new Rejection.RuleBroken(NotFound, "teamId", "R3.2"));
        if (proposed is null || work is null || !faults.IsEmpty)
            return Refuse(faults);
        return Decision<OrderEvent>.Accept(new AssignmentProposed(actor.Subject, now, new()
        {
            Id = command.Id,
            Team = command.Team,
            TeamName = proposed.Name,
            Work = work.Value,
            Scores = command.Scores,
            Reason = reason,
            OverCommitReason = overCommit,
        }));
    }

    private static Decision<OrderEvent> OfApprove(Order order, Approve command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var form = Form(order);
        if (Substitution.Fault(command.OnBehalfOf, command.StandsIn, "R3.2", who => AssignmentSteps.OwnRecord(order, who), out var absent) is { } fault)
            return Decision<OrderEvent>.Reject(fault);
        var fields = new FieldReader();
        var reason = fields.Text(command.OverCommitReason, "overCommitReason", TextLimit.Prose, "R3.1.1", required: form.OverCommitReason is not null);
        if (reason is not null && form.OverCommitReason is null)
            fields.Fault(Contradiction, "overCommitReason", "R3.1.1", "within the capacity");
        if (fields.AnyFault)
            return Refuse(fields.Faults);
        var due = policy.Deadlines.DueAt(TaskKind.TeamFormation, order.Information, now);
        var unit = policy.Deadlines.UnitOf(TaskKind.TeamFormation, order.Information);
        ImmutableArray<string>? members = command.Members.IsDefaultOrEmpty ? null : command.Members;
        return Decision<OrderEvent>.Accept(new AssignmentApproved(
            actor.Subject, now, form.Team, form.Id, WorkHours.ByWeek(form.Work), absent, reason, due, members, unit));
    }

    private static Decision<OrderEvent> OfReject(Order order, Reject command, Actor actor, DateTimeOffset now)
    {
        var form = Form(order);
        if (Substitution.Fault(command.OnBehalfOf, command.StandsIn, "R3.2", who => AssignmentSteps.OwnRecord(order, who), out var absent) is { } fault)
            return Decision<OrderEvent>.Reject(fault);
        var fields = new FieldReader();
        return fields.Text(command.Reason, "reason", TextLimit.Prose, "R3.2") is { } reason
            ? Decision<OrderEvent>.Accept(new AssignmentRejected(actor.Subject, now, form.Team, form.Id, reason, absent)) : Refuse(fields.Faults);
    }

    private static ImmutableArray<WorkHours>? ReadWork(ImmutableArray<WorkHoursForm> form, DateTimeOffset now, OrderPolicy policy, FieldReader fields)
    {
        const string clause = "R3.2";
        var first = IsoWeek.Of(policy.DayOf(now));
        var entries = fields.List<WorkHoursForm>(form, "work", MaxWork, clause);
        var work = ImmutableArray.CreateBuilder<WorkHours>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoWork;
            var week = TeamForms.Week(entry.Week, new("work", i, "week"), clause, fields);
            if (week < first || week > first.Plus(WeeksAhead))
                fields.Fault(OutOfRange, new("work", i, "week"), clause, $"{first}..{first.Plus(WeeksAhead)}");
            if (entry.Role is null or TeamRole.None)
                fields.Fault(Required, new("work", i, "role"), clause);
            var hours = TeamForms.Hours(entry.Hours, new("work", i, "hours"), 0.01m, MaxHours, clause, fields);
            if (week is null || entry.Role is not { } role || hours is null)
                continue;
            if (work.Any(known => known.Week == week && known.Role == role))
                fields.Fault(Contradiction, new("work", i, "week"), clause, "once for each role");
            work.Add(new(week.Value, role, hours.Value));
        }
        return fields.AnyFault ? null : work.ToImmutable();
    }

    private static AssignmentForm Form(Order order) => order.Assignment.Form ?? throw new InvalidOperationException("An assignment waits for approval without its form.");

    private static Decision<OrderEvent> Refuse(ImmutableArray<Rejection> reasons) => new Decision<OrderEvent>.Rejected(reasons);
}
