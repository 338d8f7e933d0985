using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Assignment;

/// <summary>The assignment of an order to a project team (R3.2).</summary>
[GenerateSerializer, Immutable, Alias("og.order-assignment")]
public sealed record OrderAssignment
{
    /// <summary>Nothing was proposed yet.</summary>
    public static readonly OrderAssignment None = new();

    /// <summary>The Assignment Form that waits for its approval, or was approved; null where there is none.</summary>
    [Id(0)] public AssignmentForm? Form { get; init; }
    /// <summary>The person who proposed it: the subject of the token.</summary>
    [Id(1)] public string? ProposedBy { get; init; }
    /// <summary>When.</summary>
    [Id(2)] public DateTimeOffset? ProposedAt { get; init; }
    /// <summary>Its approval; null while it is waited for.</summary>
    [Id(3)] public AssignmentApproval? Approval { get; init; }
    /// <summary>The forms that were turned down.</summary>
    [Id(4)] public ImmutableArray<AssignmentRefusal> Refusals { get; init; } = [];
    /// <summary>Everybody who proposed a team for this order: none of them may approve.</summary>
    [Id(5)] public ImmutableArray<string> Proposers { get; init; } = [];

    /// <summary>The form and its team; null where there is none.</summary>
    [JsonIgnore]
    public AssignmentReference? Reference => Form is { } form ? new(form.Id, form.Team) : null;
}

/// <summary>The Assignment Form 《订单分配表》 (R3.2).</summary>
[GenerateSerializer, Immutable, Alias("og.assignment-form")]
public sealed record AssignmentForm
{
    /// <summary>Its id, under which the team's capacity is reserved.</summary>
    [Id(0)] public required AssignmentId Id { get; init; }
    /// <summary>The team.</summary>
    [Id(1)] public required TeamId Team { get; init; }
    /// <summary>The team's name at that time.</summary>
    [Id(2)] public required string TeamName { get; init; }
    /// <summary>The person-hours per calendar week and role.</summary>
    [Id(3)] public required ImmutableArray<WorkHours> Work { get; init; }
    /// <summary>The scores that the proposal rests on: of the best teams, and of the one proposed (R3.1).</summary>
    [Id(4)] public required ImmutableArray<TeamScore> Scores { get; init; }
    /// <summary>Why this team; needed where another is ranked above it (R3.1.2).</summary>
    [Id(5)] public string? Reason { get; init; }
    /// <summary>Why the team takes it on beyond its capacity; null where it does not.</summary>
    [Id(6)] public string? OverCommitReason { get; init; }

    /// <summary>The part of the team's capacity that it takes.</summary>
    public Booking BookingFor(OrderId order) => new(Id, order, WorkHours.ByWeek(Work), OverCommitReason is not null);
}

/// <summary>Person-hours of a role in a calendar week.</summary>
/// <param name="Week">The week.</param>
/// <param name="Role">The role.</param>
/// <param name="Hours">The person-hours.</param>
[GenerateSerializer, Immutable, Alias("og.work-hours")]
public sealed record WorkHours([property: Id(0)] IsoWeek Week, [property: Id(1)] TeamRole Role, [property: Id(2)] decimal Hours)
{
    /// <summary>The person-hours of all roles, each week once, in their order.</summary>
    public static ImmutableArray<WeekHours> ByWeek(ImmutableArray<WorkHours> work) =>
        [.. from hours in work group hours.Hours by hours.Week into week orderby week.Key select new WeekHours(week.Key, week.Sum())];
}

/// <summary>Person-hours as entered.</summary>
/// <param name="Week">The calendar week, such as 2026-W32; not in the past.</param>
/// <param name="Role">The role in the team.</param>
/// <param name="Hours">The person-hours, more than 0 and at most 10,000.</param>
[GenerateSerializer, Immutable, Alias("og.work-hours-form")]
public sealed record WorkHoursForm([property: Id(0)] string? Week = null, [property: Id(1)] TeamRole? Role = null,
    [property: Id(2)] decimal? Hours = null);

/// <summary>That an assignment was approved (R3.2).</summary>
/// <param name="By">The approver: the subject of the token.</param>
/// <param name="OnBehalfOf">The absent approver for whom the substitute approved; null where nobody was substituted.</param>
/// <param name="At">When.</param>
/// <param name="OverCommitReason">Why the team may go beyond its capacity; null where it does not.</param>
[GenerateSerializer, Immutable, Alias("og.assignment-approval")]
public sealed record AssignmentApproval(
    [property: Id(0)] string By, [property: Id(1)] string? OnBehalfOf, [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string? OverCommitReason);

/// <summary>That a proposed assignment was turned down.</summary>
/// <param name="Team">The team that was proposed.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="By">The person who rejected it: the subject of the token.</param>
/// <param name="OnBehalfOf">The absent approver for whom the substitute acted; null where nobody was substituted.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="ProposedBy">The proposer.</param>
[GenerateSerializer, Immutable, Alias("og.assignment-refusal")]
public sealed record AssignmentRefusal(
    [property: Id(0)] TeamId Team, [property: Id(1)] string TeamName, [property: Id(2)] string By, [property: Id(3)] string? OnBehalfOf,
    [property: Id(4)] DateTimeOffset At, [property: Id(5)] string Reason, [property: Id(6)] string? ProposedBy);
