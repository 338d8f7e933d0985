using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

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
public sealed record ExperienceForm([property: Id(0)] string? ServiceType = null, [property: Id(1)] int? AcceptedOrders = null,
    [property: Id(2)] string? Evidence = null);

/// <summary>A team's capacity as entered.</summary>
/// <param name="HoursPerWeek">The person-hours that the team has in a calendar week, at most 100,000.</param>
/// <param name="Absences">The absences of some weeks.</param>
[GenerateSerializer, Immutable, Alias("og.team-form.capacity")]
public sealed record CapacityForm(
    [property: Id(0)] decimal? HoursPerWeek = null,
    [property: Id(1), MaxItems(TeamForms.MaxAbsences, ByRule = true)] ImmutableArray<AbsenceForm>? Absences = null);

/// <summary>An absence as entered: person-hours that a team lacks in each of some weeks.</summary>
/// <param name="From">The first calendar week, such as 2026-W32.</param>
/// <param name="To">The last calendar week.</param>
/// <param name="HoursPerWeek">The person-hours missing in each of them.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("og.team-form.absence")]
public sealed record AbsenceForm(
    [property: Id(0)] string? From = null, [property: Id(1)] string? To = null, [property: Id(2)] decimal? HoursPerWeek = null,
    [property: Id(3)] string? Reason = null);
