using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Communication;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

// What a new part of the regulation adds a line to: the list of parts, and the kinds of notifications.

/// <summary>A part of the regulation: its steps, and the tasks that they do.</summary>
/// <param name="Steps">The steps, in the order of an order's life.</param>
/// <param name="Tasks">The tasks.</param>
public sealed record OrderSlice(ImmutableArray<OrderStep> Steps, params ImmutableArray<OrderTask> Tasks)
{
    /// <summary>Every part, in the order of an order's life.</summary>
    public static ImmutableArray<OrderSlice> All { get; } =
    [
        ReceiptSlice.Slice,
        ReviewSlice.Slice,
        HoldAndCancellationSlice.Slice,
        AssignmentSlice.Slice,
        FormationSlice.Slice,
        KickoffSlice.Slice,
        PlanningSlice.Slice,
        CommunicationSlice.Slice,
        DeadlinesSlice.Slice,
    ];
}

/// <summary>The subjects of notifications.</summary>
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
    /// <summary>A communication of an order's project with a department was recorded (R5.4.2).</summary>
    CommunicationRecorded,
    /// <summary>A part of the time for a task has passed.</summary>
    TaskDueSoon,
    /// <summary>The deadline of a task has passed.</summary>
    TaskOverdue,
    /// <summary>An overdue task was escalated.</summary>
    TaskEscalated,
}
