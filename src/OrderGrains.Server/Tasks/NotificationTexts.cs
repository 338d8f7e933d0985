using System.Globalization;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;

namespace OrderGrains.Server.Tasks;

/// <summary>What notifications say, made of their kind and details where they are read.</summary>
internal static class NotificationTexts
{
    /// <summary>The text of a notification.</summary>
    /// <param name="kind">What is told.</param>
    /// <param name="details">What the text needs.</param>
    /// <param name="number">The order's number; null where the reader may not know of it.</param>
    /// <param name="zone">The time zone of times.</param>
    /// <param name="language">The language.</param>
    public static string Of(NotificationKind kind, NotificationDetails? details, string? number, TimeZoneInfo zone, Language language)
    {
        var due = details?.DueAt is { } at ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";
        return language == Language.English ? English(kind, details, number ?? "?", due) : Chinese(kind, details, number ?? "？", due);
    }

    private static string English(NotificationKind kind, NotificationDetails? details, string number, string due) => kind switch
    {
        NotificationKind.OrderReceived => $"Order {number} was received and waits for its review.",
        NotificationKind.OrderReturned => $"Order {number} was returned with findings; please correct it{(due.Length > 0 ? $" by {due}" : "")}.",
        NotificationKind.OrderResubmitted => $"Order {number} was corrected and waits for its review.",
        NotificationKind.OrderRejected => $"Order {number} was rejected at the review.",
        NotificationKind.CancellationRequested => $"The cancellation of order {number} was asked for.",
        NotificationKind.AssignmentProposed => $"A team was proposed for order {number}; its approval is waited for.",
        NotificationKind.AssignmentApproved => $"Order {number} was assigned to your team; please form it{(due.Length > 0 ? $" by {due}" : "")}.",
        NotificationKind.AssignmentRejected => $"The team that was proposed for order {number} was turned down.",
        NotificationKind.TeamMemberProposed => $"A member was proposed for the team of order {number}; your confirmation is waited for.",
        NotificationKind.PlanSubmitted => $"The plan of order {number} was submitted; please review it{(due.Length > 0 ? $" by {due}" : "")}.",
        NotificationKind.PlanApproved => $"The plan of order {number} was approved; it is executed from now on.",
        NotificationKind.PlanRejected => $"The plan of order {number} was rejected; please work it out anew.",
        NotificationKind.TaskDueSoon => Invariant($"{details?.Percent} % of the time for the {English(details?.Task)} of order {number} has passed; it is due at {due}."),
        NotificationKind.TaskOverdue => $"The {English(details?.Task)} of order {number} is overdue since {due}.",
        NotificationKind.TaskEscalated => Invariant($"The {English(details?.Task)} of order {number}, due at {due}, is overdue and was escalated to level {details?.Level}."),
        _ => $"Order {number}.",
    };

    private static string Chinese(NotificationKind kind, NotificationDetails? details, string number, string due) => kind switch
    {
        NotificationKind.OrderReceived => $"已收到订单 {number}，待审核。",
        NotificationKind.OrderReturned => $"订单 {number} 审核发现问题，已退回，请{(due.Length > 0 ? $"于 {due} 前" : "及时")}核实更正。",
        NotificationKind.OrderResubmitted => $"订单 {number} 已更正并重新提交，待审核。",
        NotificationKind.OrderRejected => $"订单 {number} 审核未通过。",
        NotificationKind.CancellationRequested => $"订单 {number} 已申请取消，待审批。",
        NotificationKind.AssignmentProposed => $"订单 {number} 的《订单分配表》已提交，待审批。",
        NotificationKind.AssignmentApproved => $"订单 {number} 已分配至贵团队，请{(due.Length > 0 ? $"于 {due} 前" : "及时")}组建项目团队。",
        NotificationKind.AssignmentRejected => $"订单 {number} 的分配未获批准。",
        NotificationKind.TeamMemberProposed => $"订单 {number} 的项目团队拟增补成员，待确认。",
        NotificationKind.PlanSubmitted => $"订单 {number} 的项目计划已提交，请{(due.Length > 0 ? $"于 {due} 前" : "及时")}审核。",
        NotificationKind.PlanApproved => $"订单 {number} 的项目计划已批准，即日起执行。",
        NotificationKind.PlanRejected => $"订单 {number} 的项目计划未获批准，请重新制定。",
        NotificationKind.TaskDueSoon => Invariant($"订单 {number} 的{Chinese(details?.Task)}时限已过 {details?.Percent}%，应于 {due} 前完成。"),
        NotificationKind.TaskOverdue => $"订单 {number} 的{Chinese(details?.Task)}已逾期，应于 {due} 前完成。",
        NotificationKind.TaskEscalated => Invariant($"订单 {number} 的{Chinese(details?.Task)}已逾期（应于 {due} 前完成），升级至第 {details?.Level} 级。"),
        _ => $"订单 {number}。",
    };

    private static string English(TaskKind? task) => task switch
    {
        TaskKind.Review => "review",
        TaskKind.Correction => "correction",
        TaskKind.Cancellation => "decision on the cancellation",
        TaskKind.Assignment => "assignment",
        TaskKind.AssignmentApproval => "approval of the assignment",
        TaskKind.TeamFormation => "forming of the team",
        TaskKind.MemberApproval => "decision on a member of the team",
        TaskKind.Kickoff => "kick-off meeting",
        TaskKind.KickoffDecision => "decision of the kick-off meeting",
        TaskKind.Planning => "plan",
        TaskKind.PlanReview => "review of the plan",
        _ => "task",
    };

    private static string Chinese(TaskKind? task) => task switch
    {
        TaskKind.Review => "审核",
        TaskKind.Correction => "更正",
        TaskKind.Cancellation => "取消审批",
        TaskKind.Assignment => "订单分配",
        TaskKind.AssignmentApproval => "分配审批",
        TaskKind.TeamFormation => "团队组建",
        TaskKind.MemberApproval => "团队成员确认",
        TaskKind.Kickoff => "项目启动会议",
        TaskKind.KickoffDecision => "启动会议决议事项",
        TaskKind.Planning => "项目计划制定",
        TaskKind.PlanReview => "项目计划审核",
        _ => "任务",
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
