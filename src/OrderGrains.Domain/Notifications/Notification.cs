using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Notifications;

/// <summary>What somebody is told.</summary>
[JsonConverter(typeof(EnumCodeJson<NotificationKind>))]
public enum NotificationKind
{
    /// <summary>An order was received and waits for its review (R2.1.2).</summary>
    OrderReceived,
    /// <summary>An order was returned with findings, to be corrected (R2.3).</summary>
    OrderReturned,
    /// <summary>A corrected order was submitted again and waits for its review (R2.3).</summary>
    OrderResubmitted,
    /// <summary>An order was refused at the review (R2.3).</summary>
    OrderRejected,
    /// <summary>The cancellation of an order was asked for, to be decided on.</summary>
    CancellationRequested,
    /// <summary>A team was proposed for an order, to be decided on (R3.2).</summary>
    AssignmentProposed,
    /// <summary>An order was assigned to a team, which is to be formed (R3.2, R4.1).</summary>
    AssignmentApproved,
    /// <summary>The team that was proposed for an order was turned down (R3.2).</summary>
    AssignmentRejected,
    /// <summary>A member was proposed for the team of an order, to be decided on (R4.1).</summary>
    TeamMemberProposed,
    /// <summary>The plan of an order was submitted, to be decided on (R4.3).</summary>
    PlanSubmitted,
    /// <summary>The plan of an order has both approvals: it is executed (R4.3).</summary>
    PlanApproved,
    /// <summary>The plan of an order was rejected and is to be worked out anew (R4.3).</summary>
    PlanRejected,
    /// <summary>A part of the time for a task has passed.</summary>
    TaskDueSoon,
    /// <summary>The deadline of a task has passed.</summary>
    TaskOverdue,
    /// <summary>An overdue task was escalated.</summary>
    TaskEscalated,
}

/// <summary>Something that somebody is told about an order. Its text is made where it is read, in the reader's language.</summary>
/// <param name="Recipient">Who is told.</param>
/// <param name="Kind">What.</param>
/// <param name="Details">What the text needs beside the order; null where it needs nothing.</param>
public sealed record Notification(Recipient Recipient, NotificationKind Kind, NotificationDetails? Details = null);

/// <summary>What a notification's text needs. Stored as JSON: append only. No personal data.</summary>
/// <param name="Task">The task that it is about.</param>
/// <param name="DueAt">When that is due.</param>
/// <param name="Percent">How much of its time has passed.</param>
/// <param name="Level">The level that it was escalated to.</param>
public sealed record NotificationDetails(TaskKind? Task = null, DateTimeOffset? DueAt = null, int? Percent = null, int? Level = null);

/// <summary>How details are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NotificationDetails))]
public sealed partial class NotificationJson : JsonSerializerContext;
