using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Notifications;

/// <summary>Who is told what: the regulation's mandatory notifications, and those of deadlines.</summary>
public static class NotificationRules
{
    private static readonly Roles[] EscalatedTo = [Roles.DepartmentHead, Roles.SeniorLeader];

    /// <summary>The sets of roles that anything may be addressed to.</summary>
    public static ImmutableArray<Roles> RolesInUse { get; } =
    [
        Roles.OrderManager | Roles.OrderReviewer, Roles.OrderReviewer, Roles.OrderManager, Roles.Sales,
        .. EscalatedTo, .. OrderTasks.All.Select(task => task.Roles), .. OrderTasks.All.Select(task => task.Lead),
    ];

    /// <summary>Who is told of an event.</summary>
    /// <param name="event">What happened.</param>
    /// <param name="order">The order after it, or later.</param>
    public static ImmutableArray<Notification> Of(OrderEvent @event, Order order) => @event switch
    {
        OrderSubmitted => [new(Recipient.Of(Roles.OrderManager | Roles.OrderReviewer), NotificationKind.OrderReceived)],
        ReturnedForCorrection e => [.. Enterer(order).Select(who => new Notification(who, NotificationKind.OrderReturned, new(TaskKind.Correction, e.DueAt)))],
        OrderResubmitted => [new(Recipient.Of(Roles.OrderReviewer), NotificationKind.OrderResubmitted)],
        OrderRejected => [new(Recipient.Of(Roles.Sales), NotificationKind.OrderRejected), .. Customer(order).Select(who => new Notification(who, NotificationKind.OrderRejected))],
        CancellationRequested => [new(Recipient.Of(Roles.OrderManager), NotificationKind.CancellationRequested)],
        AssignmentProposed => [new(Recipient.Of(Roles.AssignmentApprover), NotificationKind.AssignmentProposed)],
        AssignmentApproved e => [.. Team(e).Select(who => new Notification(who, NotificationKind.AssignmentApproved, new(TaskKind.TeamFormation, e.DueAt)))],
        AssignmentRejected e => [.. Proposer(e, order).Select(who => new Notification(who, NotificationKind.AssignmentRejected))],
        TeamMemberChanged { Proposed: true } => [new(Recipient.Of(Roles.DepartmentHead), NotificationKind.TeamMemberProposed)],
        PlanSubmitted e => [new(Recipient.Of(PlanningSteps.Reviewers), NotificationKind.PlanSubmitted, new(TaskKind.PlanReview, e.DueAt))],
        PlanApproved { Baseline: not null } => [.. Members(order).Select(who => new Notification(who, NotificationKind.PlanApproved))],
        PlanRejected e => [.. Submitter(e, order).Select(who => new Notification(who, NotificationKind.PlanRejected))],
        TaskOverdue e => [.. OrderTasks.Of(e.Task).Recipients(order).Select(who => new Notification(who, NotificationKind.TaskOverdue, new(e.Task, e.DueAt)))],
        TaskEscalated e => [new(Recipient.Of(Level(e)), NotificationKind.TaskEscalated, new(e.Task, e.DueAt, Level: e.Level))],
        _ => [],
    };

    /// <summary>That a part of a task's time has passed.</summary>
    public static Notification DueSoon(Recipient recipient, TaskKind task, DateTimeOffset dueAt, int percent) =>
        new(recipient, NotificationKind.TaskDueSoon, new(task, dueAt, percent));

    // Who leads the work first, then the heads of departments, then the senior leaders.
    private static Roles Level(TaskEscalated escalated) =>
        escalated.Level == 1 ? OrderTasks.Of(escalated.Task).Lead : EscalatedTo[Math.Min(escalated.Level, DeadlinePolicy.HighestLevel) - 2];

    // Its members as far as they are known, and whoever forms teams (R3.2).
    private static IEnumerable<Recipient> Team(AssignmentApproved approved) =>
        [Recipient.Of(OrderTasks.Of(TaskKind.TeamFormation).Roles), .. (approved.Members ?? []).Select(Recipient.Of)];

    private static IEnumerable<Recipient> Proposer(AssignmentRejected rejected, Order order) =>
        order.Assignment.Refusals.LastOrDefault(refusal => refusal.At == rejected.At)?.ProposedBy is { } proposer ? [Recipient.Of(proposer)] : [];

    private static IEnumerable<Recipient> Members(Order order) => order.Roster.Members.Where(member => member.Present).Select(member => Recipient.Of(member.Person));

    private static IEnumerable<Recipient> Submitter(PlanRejected rejected, Order order) =>
        order.Plan?.Versions.Where(version => version.Number == rejected.Version).Select(version => Recipient.Of(version.SubmittedBy)) ?? [];

    private static IEnumerable<Recipient> Enterer(Order order) => order.Entries.Take(1).Select(entry => Recipient.Of(entry.By));

    private static IEnumerable<Recipient> Customer(Order order) => order.CustomerId is { } customer ? [Recipient.Of(customer)] : [];
}
