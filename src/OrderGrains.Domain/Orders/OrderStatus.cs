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
    /// <summary>Refused at the review; final (R2.3).</summary>
    Rejected,
    /// <summary>Cancelled after an assessed request; final.</summary>
    Cancelled,
}
