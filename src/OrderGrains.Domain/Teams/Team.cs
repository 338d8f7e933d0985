using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>A project team: the fold of its events. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("og.team")]
public sealed record Team
{
    /// <summary>No team yet.</summary>
    public static readonly Team None = new();

    /// <summary>The data of the team; null if there is no such team.</summary>
    [Id(0)] public TeamInformation? Information { get; init; }
    /// <summary>Its members.</summary>
    [Id(1)] public ImmutableArray<TeamMember> Members { get; init; } = [];
    /// <summary>Its capacity; none until it was set.</summary>
    [Id(2)] public TeamCapacity Capacity { get; init; } = TeamCapacity.None;
    /// <summary>The reservations and bookings; released ones are gone.</summary>
    [Id(3)] public ImmutableArray<Reservation> Reservations { get; init; } = [];

    /// <summary>The person-hours that may be reserved in a week: the capacity less what is absent.</summary>
    public decimal CeilingIn(IsoWeek week) =>
        Math.Max(0, Capacity.HoursPerWeek - Capacity.Absences.Where(absence => absence.From <= week && week <= absence.To)
            .Sum(absence => absence.HoursPerWeek));

    /// <summary>The person-hours that are reserved or booked in a week at an instant; an expired reservation holds nothing.</summary>
    /// <param name="week">The week.</param>
    /// <param name="now">The instant.</param>
    /// <param name="except">An assignment whose hours are left out.</param>
    public decimal BookedIn(IsoWeek week, DateTimeOffset now, AssignmentId? except = null) =>
        Reservations.Where(reservation => reservation.Holds(now) && reservation.Booking.Assignment != except)
            .Sum(reservation => reservation.Booking.HoursIn(week));

    /// <summary>The reservation of an assignment; null where there is none.</summary>
    public Reservation? ReservationOf(AssignmentId assignment) =>
        Reservations.FirstOrDefault(reservation => reservation.Booking.Assignment == assignment);
}

/// <summary>The data of a project team (R3.1).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Department">The project department that it belongs to.</param>
/// <param name="Skills">The skills.</param>
/// <param name="Experience">The orders that it has brought to acceptance, by service type.</param>
[GenerateSerializer, Immutable, Alias("og.team.information")]
public sealed record TeamInformation(
    [property: Id(0)] string Name, [property: Id(1)] string Department, [property: Id(2)] ImmutableArray<Skill> Skills,
    [property: Id(3)] ImmutableArray<TeamExperience> Experience);

/// <summary>A skill and how well it is held.</summary>
/// <param name="Code">The skill, such as NETWORKS.</param>
/// <param name="Level">The level, 1 to 5.</param>
[GenerateSerializer, Immutable, Alias("og.skill")]
public sealed record Skill([property: Id(0)] string Code, [property: Id(1)] int Level);

/// <summary>How many orders of a service type a team has brought to acceptance.</summary>
/// <param name="ServiceType">The service type.</param>
/// <param name="AcceptedOrders">How many orders.</param>
/// <param name="Evidence">The evidence.</param>
[GenerateSerializer, Immutable, Alias("og.team.experience")]
public sealed record TeamExperience([property: Id(0)] string ServiceType, [property: Id(1)] int AcceptedOrders,
    [property: Id(2)] string Evidence);

/// <summary>A member of a project team.</summary>
/// <param name="Subject">The person: the subject of the token, the key of the staff register.</param>
/// <param name="Roles">The member's roles in the team.</param>
[GenerateSerializer, Immutable, Alias("og.team.member")]
public sealed record TeamMember([property: Id(0)] string Subject, [property: Id(1)] ImmutableArray<TeamRole> Roles);

/// <summary>A team's capacity in person-hours per calendar week.</summary>
/// <param name="HoursPerWeek">In every week.</param>
/// <param name="Absences">The absences of some weeks.</param>
[GenerateSerializer, Immutable, Alias("og.team.capacity")]
public sealed record TeamCapacity([property: Id(0)] decimal HoursPerWeek, [property: Id(1)] ImmutableArray<TeamAbsence> Absences)
{
    /// <summary>None was set.</summary>
    public static readonly TeamCapacity None = new(0, []);
}

/// <summary>Person-hours that a team lacks in each of some weeks.</summary>
/// <param name="From">The first week.</param>
/// <param name="To">The last week.</param>
/// <param name="HoursPerWeek">The person-hours missing in each of them.</param>
/// <param name="Reason">Why; null where nobody said.</param>
[GenerateSerializer, Immutable, Alias("og.team.absence")]
public sealed record TeamAbsence([property: Id(0)] IsoWeek From, [property: Id(1)] IsoWeek To, [property: Id(2)] decimal HoursPerWeek,
    [property: Id(3)] string? Reason);

/// <summary>Person-hours in a week.</summary>
/// <param name="Week">The week.</param>
/// <param name="Hours">The person-hours.</param>
[GenerateSerializer, Immutable, Alias("og.week-hours")]
public sealed record WeekHours([property: Id(0)] IsoWeek Week, [property: Id(1)] decimal Hours);

/// <summary>The part of a team's capacity that an assignment takes.</summary>
/// <param name="Assignment">The id of the Assignment Form.</param>
/// <param name="Order">The order.</param>
/// <param name="Weeks">The person-hours, each week once, in their order.</param>
/// <param name="OverCommit">Whether it was proposed beyond the capacity, with a reason.</param>
[GenerateSerializer, Immutable, Alias("og.team.booking")]
public sealed record Booking(
    [property: Id(0)] AssignmentId Assignment, [property: Id(1)] OrderId Order, [property: Id(2)] ImmutableArray<WeekHours> Weeks,
    [property: Id(3)] bool OverCommit)
{
    /// <summary>The person-hours in a week.</summary>
    public decimal HoursIn(IsoWeek week) => Weeks.Where(hours => hours.Week == week).Sum(hours => hours.Hours);
}

/// <summary>Capacity that an assignment holds: until an instant while it is proposed, then booked.</summary>
/// <param name="Booking">The part of the capacity that it takes.</param>
/// <param name="ExpiresAt">Until when it is reserved; null once it is booked.</param>
[GenerateSerializer, Immutable, Alias("og.team.reservation")]
public sealed record Reservation([property: Id(0)] Booking Booking, [property: Id(1)] DateTimeOffset? ExpiresAt)
{
    /// <summary>How it stands at an instant.</summary>
    public ReservationStatus StatusAt(DateTimeOffset now) =>
        ExpiresAt is not { } end ? ReservationStatus.Committed : now < end ? ReservationStatus.Pending : ReservationStatus.Expired;

    /// <summary>Whether it holds capacity at an instant.</summary>
    public bool Holds(DateTimeOffset now) => StatusAt(now) != ReservationStatus.Expired;
}

/// <summary>How a reservation of capacity stands.</summary>
[JsonConverter(typeof(EnumCodeJson<ReservationStatus>))]
public enum ReservationStatus
{
    /// <summary>Reserved for a proposal, until it expires.</summary>
    Pending,
    /// <summary>Booked for an approved assignment.</summary>
    Committed,
    /// <summary>Held for too long without an approval; holds nothing any more.</summary>
    Expired,
}
