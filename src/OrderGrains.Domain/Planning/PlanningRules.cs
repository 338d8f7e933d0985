using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using static OrderGrains.Domain.Orders.OrderStatus;
using static OrderGrains.Domain.Planning.PlanningCommand;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Shared.Roles;

namespace OrderGrains.Domain.Planning;

/// <summary>The lines of the project plan (R4.3) in the table of steps.</summary>
public static class PlanningSteps
{
    /// <summary>The name of <see cref="SubmitPlan"/>.</summary>
    public const string PlanSubmit = "planSubmit";
    /// <summary>The name of <see cref="ApprovePlan"/>.</summary>
    public const string PlanApprove = "planApprove";

    /// <summary>Who decides on a plan: order management and a leader.</summary>
    public const Roles Reviewers = OrderManager | Leaders;

    internal const string Clause = "R4.3";
    internal const Roles Leaders = DepartmentHead | SeniorLeader;

    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderStep> All { get; } =
    [
        new(PlanSubmit, PlanningJson.Default.SubmitPlan, ProjectManager, [OrderStatus.Planning])
        { Clause = Clause, Forward = true, Task = TaskKind.Planning, Guards = [FormationSteps.OwnManager(Clause)] },
        new(PlanApprove, PlanningJson.Default.ApprovePlan, Reviewers, [PlanReview])
        { Clause = Clause, Forward = true, Task = TaskKind.PlanReview, Guards = [NoOwnPart, NotApprovedBefore], Bare = new ApprovePlan((string?)null) },
        new("planReject", PlanningJson.Default.RejectPlan, Reviewers, [PlanReview])
        { Clause = Clause, Forward = true, Task = TaskKind.PlanReview, Guards = [NoOwnPart] },
    ];

    /// <summary>The refusal where somebody submitted a version of the plan or belongs or belonged to the team; null where nothing of it is the person's own.</summary>
    internal static Rejection.SeparationOfDuties? OwnPart(Order order, string subject) =>
        // Also of an earlier version: what is judged goes on from it.
        order.Plan?.Versions.Any(version => version.SubmittedBy == subject) == true ? Own(PlanSubmit, subject)
        : order.Roster.Knows(subject) ? Own(FormationSteps.TeamConfirm, subject) : null;

    /// <summary>The refusal where somebody has approved the version already, in person or through a substitute.</summary>
    internal static Rejection.SeparationOfDuties? Approved(Order order, string subject) =>
        order.Plan?.Current.Approvals.Any(approval => approval.By == subject || approval.OnBehalfOf == subject) == true ? Own(PlanApprove, subject) : null;

    private static Rejection.SeparationOfDuties? NoOwnPart(Order order, Actor actor) => OwnPart(order, actor.Subject);

    private static Rejection.SeparationOfDuties? NotApprovedBefore(Order order, Actor actor) => Approved(order, actor.Subject);

    private static Rejection.SeparationOfDuties Own(string step, string subject) => new(SodSelfApproval, step, subject, Clause);
}

/// <summary>The lines of the project plan (R4.3) in the table of tasks.</summary>
public static class PlanningTasks
{
    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderTask> All { get; } =
    [
        new(TaskKind.Planning, ProjectManager, order => order.Status == OrderStatus.Planning)
        { Forward = true, TakenBy = order => order.Roster.ProjectManager is { } manager ? [manager] : [], Lead = DepartmentHead },
        new(TaskKind.PlanReview, PlanningSteps.Reviewers, order => order.Status == PlanReview) { Forward = true, ForAbsent = true, Excluded = HavingPart },
    ];

    private static ImmutableArray<string> HavingPart(Order order) =>
    [
        .. order.Roster.Members.Select(member => member.Person)
            .Concat(order.Plan?.Versions.Select(version => version.SubmittedBy) ?? []).Concat(order.Plan?.Current.Approvals.Select(approval => approval.By) ?? [])
            .Concat(order.Plan?.Current.Approvals.Select(approval => approval.OnBehalfOf).OfType<string>() ?? []).Distinct(),
    ];
}

/// <summary>The project plan (R4.3): what the gate leaves to decide, and what the events make of an order.</summary>
public static class PlanningRules
{
    private const string Clause = PlanningSteps.Clause;

    /// <summary>Decides on a command that the gate let through.</summary>
    public static Decision<OrderEvent> Decide(Order order, PlanningCommand command, Actor actor, DateTimeOffset now, OrderPolicy policy) => command switch
    {
        SubmitPlan c => OfSubmit(order, c, actor, now, policy),
        ApprovePlan c => OfApprove(order, c, actor, now),
        RejectPlan c => OfReject(order, c, actor, now),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Applies an event.</summary>
    public static Order Evolve(Order order, PlanningEvent @event) => @event switch
    {
        PlanSubmitted e => order with
        {
            Status = PlanReview,
            Plan = new(
                [.. order.Plan?.Versions ?? [], new() { Number = e.Version, SubmittedBy = e.By, SubmittedAt = e.At, Tasks = e.Plan.Tasks.Length }],
                e.Plan, order.Plan?.Baseline),
            Clocks = order.Clocks.Start(TaskKind.PlanReview, e.At, e.DueAt, e.DueUnit),
        },
        PlanApproved e => order with
        {
            Status = e.Baseline is null ? PlanReview : InExecution,
            Plan = order.Plan?.With(e),
            Clocks = e.Baseline is null ? order.Clocks : order.Clocks.Stop(TaskKind.PlanReview),
        },
        PlanRejected e => order with { Status = OrderStatus.Planning, Plan = order.Plan?.With(e), Clocks = order.Clocks.Stop(TaskKind.PlanReview) },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    private static Decision<OrderEvent> OfSubmit(Order order, SubmitPlan command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var fields = new FieldReader();
        var plan = PlanReading.Read(command, order, policy.Deadlines.Calendar, fields);
        return plan is null
            ? new Decision<OrderEvent>.Rejected(fields.Faults)
            : Decision<OrderEvent>.Accept(new PlanSubmitted(actor.Subject, now, (order.Plan?.Current.Number ?? 0) + 1, plan)
            {
                DueAt = policy.Deadlines.DueAt(TaskKind.PlanReview, order.Information, now),
                DueUnit = policy.Deadlines.UnitOf(TaskKind.PlanReview, order.Information),
            });
    }

    private static Decision<OrderEvent> OfApprove(Order order, ApprovePlan command, Actor actor, DateTimeOffset now)
    {
        var fields = new FieldReader();
        var note = fields.Text(command.Note, "note", TextLimit.Prose, Clause, required: false);
        if (fields.AnyFault || order.Plan is not { Current: var version } plan)
            return new Decision<OrderEvent>.Rejected(fields.Faults);
        if (Substitution.Fault(command.OnBehalfOf, command.StandsIn, Clause, who => PlanningSteps.OwnPart(order, who) ?? PlanningSteps.Approved(order, who), out var absent) is { } fault)
            return Decision<OrderEvent>.Reject(fault);
        // Whoever is responsible for a task may have left the team since the plan was submitted.
        if (plan.Content.Tasks.Any(task => !order.Roster.Has(task.Owner)))
            return Decision<OrderEvent>.Reject(new Rejection.RuleBroken(NotOnRoster, Clause: Clause));
        var (management, leader) = (actor.IsAny(OrderManager), actor.IsAny(PlanningSteps.Leaders));
        if (version.Approvals is not [var first, ..])
            return Approve(null);
        // Two persons, one for each side; whoever could stand for both stands for the side that the other cannot.
        return first.OrderManagement && leader || first.Leader && management
            ? Approve((plan.Baseline?.Number ?? 0) + 1)
            : Decision<OrderEvent>.Reject(
                new Rejection.ApprovalRequired(PlanApprovalRequired, first.OrderManagement ? PlanningSteps.Leaders : OrderManager, Clause));

        Decision<OrderEvent> Approve(int? becomes) =>
            Decision<OrderEvent>.Accept(new PlanApproved(actor.Subject, now, version.Number, management, leader, note, becomes, absent));
    }

    private static Decision<OrderEvent> OfReject(Order order, RejectPlan command, Actor actor, DateTimeOffset now)
    {
        if (Substitution.Fault(command.OnBehalfOf, command.StandsIn, Clause, who => PlanningSteps.OwnPart(order, who), out var absent) is { } fault)
            return Decision<OrderEvent>.Reject(fault);
        var fields = new FieldReader();
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, Clause);
        return reason is null || order.Plan is not { } plan
            ? new Decision<OrderEvent>.Rejected(fields.Faults)
            : Decision<OrderEvent>.Accept(new PlanRejected(actor.Subject, now, plan.Current.Number, reason, absent));
    }
}
