using System.Collections.Immutable;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Notifications;

/// <summary>Rules that the notifications of all steps share.</summary>
public static class NotificationRules
{
    /// <summary>The sets of roles that a task or a notification may be addressed to.</summary>
    public static ImmutableArray<Roles> RolesInUse { get; } =
    [
        .. OrderEvents.All.SelectMany(type => type.Notices).SelectMany(notice => notice.Roles)
            .Concat(OrderTasks.All.Select(task => task.Roles)).Concat(OrderTasks.All.Select(task => task.Lead)).Distinct(),
    ];

    /// <summary>That a part of a task's time has passed.</summary>
    public static Notification DueSoon(Recipient recipient, TaskKind task, DateTimeOffset dueAt, int percent) =>
        new(recipient, NotificationKind.TaskDueSoon, new(task, dueAt, percent));
}
