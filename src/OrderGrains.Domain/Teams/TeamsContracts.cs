using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

// What crosses wire and disk: append only. Forms as entered, commands, then events. What a team is stands in Team.cs.

/// <summary>A project team as entered (R3.1).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Department">The project department that it belongs to; any that the company has.</param>
/// <param name="Skills">The skills.</param>
/// <param name="Experience">The orders that it has brought to acceptance before they were recorded here, by service type.</param>
[GenerateSerializer, Immutable, Alias("og.team-form")]
public sealed record TeamForm(
    [property: Id(0)] string? Name = null, [property: Id(1)] string? Department = null,
    [property: Id(2), MaxItems(TeamForms.MaxEntries, ByRule = true)] ImmutableArray<SkillForm>? Skills = null,
    [property: Id(3), MaxItems(TeamForms.MaxEntries, ByRule = true)] ImmutableArray<ExperienceForm>? Experience = null);

/// <summary>A skill as entered.</summary>
/// <param name="Code">The skill, such as NETWORKS.</param>
/// <param name="Level">How well it is held, 1 to 5.</param>
[GenerateSerializer, Immutable, Alias("og.team-form.skill")]
public sealed record SkillForm([property: Id(0)] string? Code = null, [property: Id(1)] int? Level = null);

/// <summary>Experience as entered: how many orders of a service type a team has brought to acceptance, and what shows it.</summary>
/// <param name="ServiceType">The service type, from the configured list.</param>
/// <param name="AcceptedOrders">How many orders.</param>
/// <param name="Evidence">The evidence: contracts, acceptance forms.</param>
[GenerateSerializer, Immutable, Alias("og.team-form.experience")]
public sealed record ExperienceForm([property: Id(0)] string? ServiceType = null, [property: Id(1)] int? AcceptedOrders = null, [property: Id(2)] string? Evidence = null);

/// <summary>A team's capacity as entered.</summary>
/// <param name="HoursPerWeek">The person-hours that the team has in a calendar week, at most 100,000.</param>
/// <param name="Absences">The absences of some weeks.</param>
[GenerateSerializer, Immutable, Alias("og.team-form.capacity")]
public sealed record CapacityForm(
    [property: Id(0)] decimal? HoursPerWeek = null, [property: Id(1), MaxItems(TeamForms.MaxAbsences, ByRule = true)] ImmutableArray<AbsenceForm>? Absences = null);

/// <summary>An absence as entered: person-hours that a team lacks in each of some weeks.</summary>
/// <param name="From">The first calendar week, such as 2026-W32.</param>
/// <param name="To">The last calendar week.</param>
/// <param name="HoursPerWeek">The person-hours missing in each of them.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("og.team-form.absence")]
public sealed record AbsenceForm(
    [property: Id(0)] string? From = null, [property: Id(1)] string? To = null, [property: Id(2)] decimal? HoursPerWeek = null, [property: Id(3)] string? Reason = null);

/// <summary>Commands on project teams.</summary>
[GenerateSerializer, Immutable, Alias("og.team-command")]
public abstract record TeamCommand
{
    private TeamCommand() { }

    /// <summary>Enters a team.</summary>
    [GenerateSerializer, Immutable, Alias("og.team.create")]
    public sealed record Create([property: Id(0)] TeamForm Form) : TeamCommand;

    /// <summary>Replaces name, department, skills and experience.</summary>
    [GenerateSerializer, Immutable, Alias("og.team.update")]
    public sealed record Update([property: Id(0)] TeamForm Form) : TeamCommand;

    /// <summary>Makes somebody a member with these roles; without any role the member leaves the team.</summary>
    /// <param name="Presence">What the staff register says of the person; asked by the system, so not part of what the caller sent.</param>
    [GenerateSerializer, Immutable, Alias("og.team.set-member")]
    public sealed record SetMember(
        [property: Id(0)] string? Subject, [property: Id(1)] ImmutableArray<TeamRole> Roles, [property: Id(2), JsonIgnore] StaffPresence Presence) : TeamCommand;

    /// <summary>Sets the person-hours per calendar week.</summary>
    [GenerateSerializer, Immutable, Alias("og.team.set-capacity")]
    public sealed record SetCapacity([property: Id(0)] CapacityForm Form) : TeamCommand;

    /// <summary>Reserves capacity for a proposal that is about to be recorded. A reservation that is there already stays as it is.</summary>
    [GenerateSerializer, Immutable, Alias("og.team.reserve")]
    public sealed record Reserve([property: Id(0)] Booking Booking) : TeamCommand;

    /// <summary>Makes the reservation last from now on; one that has expired is made again if the capacity allows.</summary>
    [GenerateSerializer, Immutable, Alias("og.team.renew")]
    public sealed record Renew([property: Id(0)] Booking Booking) : TeamCommand;

    /// <summary>Books the capacity, since the assignment was approved.</summary>
    [GenerateSerializer, Immutable, Alias("og.team.commit")]
    public sealed record Commit([property: Id(0)] Booking Booking) : TeamCommand;

    /// <summary>Gives the capacity back.</summary>
    [GenerateSerializer, Immutable, Alias("og.team.release")]
    public sealed record Release([property: Id(0)] AssignmentId Assignment) : TeamCommand;
}

/// <summary>Something that happened to a project team.</summary>
/// <param name="By">The actor: the subject of the actor's token.</param>
/// <param name="At">When it was recorded, UTC.</param>
public abstract record TeamEvent(string By, DateTimeOffset At);

/// <summary>A team was entered.</summary>
public sealed record TeamCreated(string By, DateTimeOffset At, TeamInformation Information) : TeamEvent(By, At);

/// <summary>What is known of the team was replaced.</summary>
public sealed record TeamUpdated(string By, DateTimeOffset At, TeamInformation Information) : TeamEvent(By, At);

/// <summary>A member has these roles from now on; with none, it has left the team.</summary>
public sealed record TeamMemberSet(string By, DateTimeOffset At, string Subject, ImmutableArray<TeamRole> Roles) : TeamEvent(By, At);

/// <summary>The team has this capacity from now on.</summary>
public sealed record TeamCapacitySet(string By, DateTimeOffset At, TeamCapacity Capacity) : TeamEvent(By, At);

/// <summary>Capacity was reserved for a proposal.</summary>
public sealed record CapacityReserved(string By, DateTimeOffset At, Booking Booking, DateTimeOffset ExpiresAt) : TeamEvent(By, At);

/// <summary>A reservation was made to last longer.</summary>
public sealed record ReservationRenewed(string By, DateTimeOffset At, AssignmentId Assignment, DateTimeOffset ExpiresAt) : TeamEvent(By, At);

/// <summary>A reservation had expired, and is gone.</summary>
public sealed record ReservationExpired(string By, DateTimeOffset At, AssignmentId Assignment) : TeamEvent(By, At);

/// <summary>Capacity was booked for an approved assignment.</summary>
public sealed record CapacityCommitted(string By, DateTimeOffset At, Booking Booking) : TeamEvent(By, At);

/// <summary>Capacity was given back.</summary>
public sealed record CapacityReleased(string By, DateTimeOffset At, AssignmentId Assignment) : TeamEvent(By, At);
