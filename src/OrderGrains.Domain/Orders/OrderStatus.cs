using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>Where an order stands in its life (the regulation's steps). Facets such as a hold stand beside it.</summary>
[JsonConverter(typeof(EnumCodeJson<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>No order yet.</summary>
    None,
    /// <summary>Being entered; may be incomplete (R2.2).</summary>
    Draft,
    /// <summary>A draft that was given up; final.</summary>
    Discarded,
    /// <summary>Received, with its number (R2.1).</summary>
    Received,
    /// <summary>Being reviewed by a designated reviewer, or waiting for one again after a correction (R2.3).</summary>
    UnderReview,
    /// <summary>Returned with findings, to be verified with the people concerned and corrected (R2.3).</summary>
    Correction,
    /// <summary>Reviewed and passed; may be assigned (R3.2).</summary>
    Verified,
    /// <summary>A team is proposed on the Assignment Form, whose approval is waited for (R3.2).</summary>
    AssignmentPending,
    /// <summary>Assigned to a team, which is being formed (R3.2, R4.1).</summary>
    Assigned,
    /// <summary>The team is formed, with everybody's duties (R4.1).</summary>
    TeamReady,
    /// <summary>The kick-off meeting was held; the project plan is being made (R4.2, R4.3).</summary>
    Planning,
    /// <summary>The project plan is being reviewed (R4.3).</summary>
    PlanReview,
    /// <summary>Being carried out by the approved plan (R5).</summary>
    InExecution,
    /// <summary>Refused at the review; final (R2.3).</summary>
    Rejected,
    /// <summary>Cancelled after an assessed request; final.</summary>
    Cancelled,
}
