using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.StatusFacets;

namespace OrderGrains.Domain.Orders;

/// <summary>Where an order stands in its life (the regulation's steps). Facets such as a hold stand beside it.</summary>
[JsonConverter(typeof(EnumCodeJson<OrderStatus>))]
public enum OrderStatus
{
    /// <summary>No order yet.</summary>
    None,
    /// <summary>Being entered; may be incomplete (R2.2).</summary>
    [Facets(Unsubmitted)] Draft,
    /// <summary>A draft that was discarded; final.</summary>
    [Facets(Unsubmitted | Final)] Discarded,
    /// <summary>Received, with its number (R2.1).</summary>
    [Facets(Running)] Received,
    /// <summary>Being reviewed by a designated reviewer, or waiting for one again after a correction (R2.3).</summary>
    [Facets(Running)] UnderReview,
    /// <summary>Returned with findings, to be verified with the people concerned and corrected (R2.3).</summary>
    [Facets(Running)] Correction,
    /// <summary>Reviewed and passed; may be assigned (R3.2).</summary>
    [Facets(Running)] Verified,
    /// <summary>A team is proposed on the Assignment Form, which awaits approval (R3.2).</summary>
    [Facets(Running)] AssignmentPending,
    /// <summary>Assigned to a team, which is being formed (R3.2, R4.1).</summary>
    [Facets(Running)] Assigned,
    /// <summary>The team is formed, and every member has duties (R4.1).</summary>
    [Facets(Running | Formed)] TeamReady,
    /// <summary>The kick-off meeting was held; the project plan is being made (R4.2, R4.3).</summary>
    [Facets(Running | Formed | KickedOff)] Planning,
    /// <summary>The project plan is being reviewed (R4.3).</summary>
    [Facets(Running | Formed | KickedOff)] PlanReview,
    /// <summary>Being carried out by the approved plan (R5).</summary>
    [Facets(Running | Formed | KickedOff)] InExecution,
    /// <summary>Refused at the review; final (R2.3).</summary>
    [Facets(Final)] Rejected,
    /// <summary>Cancelled after an assessed request; final.</summary>
    [Facets(Final)] Cancelled,
}

/// <summary>Facets that several statuses share, so that no step lists the statuses of another part of the regulation.</summary>
[Flags]
public enum StatusFacets
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Not submitted: a draft, or one that was discarded.</summary>
    Unsubmitted = 1 << 0,
    /// <summary>Submitted, and not at its end: the order can be held and cancelled.</summary>
    Running = 1 << 1,
    /// <summary>The project team is formed (R4.1).</summary>
    Formed = 1 << 2,
    /// <summary>The kick-off meeting was held (R4.2).</summary>
    KickedOff = 1 << 3,
    /// <summary>Nothing follows.</summary>
    Final = 1 << 4,
}

/// <summary>Says which facets a status has.</summary>
/// <param name="facets">The facets.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class FacetsAttribute(StatusFacets facets) : Attribute
{
    /// <summary>The facets.</summary>
    public StatusFacets Facets { get; } = facets;
}

/// <summary>The statuses by their facets.</summary>
public static class OrderStatuses
{
    private static readonly FrozenDictionary<OrderStatus, StatusFacets> FacetsOf = Enum.GetValues<OrderStatus>().ToFrozenDictionary(
        status => status, status => typeof(OrderStatus).GetField(status.ToString())?.GetCustomAttribute<FacetsAttribute>()?.Facets
            ?? StatusFacets.None);

    /// <summary>Every status but none.</summary>
    public static ImmutableArray<OrderStatus> All { get; } = [.. Enum.GetValues<OrderStatus>().Where(status => status != OrderStatus.None)];

    /// <summary>Whether a status has all of these facets.</summary>
    public static bool Is(this OrderStatus status, StatusFacets facets) => (FacetsOf[status] & facets) == facets;

    /// <summary>The statuses that have all of these facets.</summary>
    public static ImmutableArray<OrderStatus> With(StatusFacets facets) => [.. All.Where(status => status.Is(facets))];
}
