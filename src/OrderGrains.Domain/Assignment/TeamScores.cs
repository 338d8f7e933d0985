using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Assignment;

// What crosses wire and disk: append only.

/// <summary>The factors of a team's score (R3.1).</summary>
[JsonConverter(typeof(EnumCodeJson<ScoreFactor>))]
public enum ScoreFactor
{
    /// <summary>The share of the skills that the service type needs which the team holds at their level (R3.1.1).</summary>
    Match,
    /// <summary>The accepted orders of the service type; ten count in full (R3.1.2).</summary>
    Experience,
    /// <summary>The free share of the person-hours needed, in the week where it is least (R3.1.1).</summary>
    Capacity,
    /// <summary>The mean of on-time delivery, acceptance at the first pass and satisfaction.</summary>
    Outcome,
}

/// <summary>A factor of a team's score.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Value">Its value, 0 to 1.</param>
/// <param name="HasData">Whether the value rests on data; false: too few orders, and 0.5 is assumed.</param>
[GenerateSerializer, Immutable, Alias("og.factor-score")]
public sealed record FactorScore(
    [property: Id(0)] ScoreFactor Factor, [property: Id(1)] int Weight, [property: Id(2)] decimal Value,
    [property: Id(3)] bool HasData = true);

/// <summary>A team's score for an order, and its place among the teams (R3.1).</summary>
/// <param name="Team">The team.</param>
/// <param name="Name">The team's name.</param>
/// <param name="Rank">Its place, from 1.</param>
/// <param name="Total">The sum of the factors' values, each by its weight.</param>
/// <param name="Load">The person-hours that are reserved or booked in the weeks needed; decides between equal totals.</param>
/// <param name="Factors">Every factor.</param>
[GenerateSerializer, Immutable, Alias("og.team-score")]
public sealed record TeamScore(
    [property: Id(0)] TeamId Team, [property: Id(1)] string Name, [property: Id(2)] int Rank, [property: Id(3)] decimal Total,
    [property: Id(4)] decimal Load,
    [property: Id(5)] ImmutableArray<FactorScore> Factors);

/// <summary>One change that would put a team first; what is not named stays as it is.</summary>
/// <param name="Factor">The factor that changes.</param>
/// <param name="Skills">For the match: the skills that it would have to hold besides.</param>
/// <param name="AcceptedOrders">For the experience: how many more accepted orders of the service type; else 0.</param>
/// <param name="FreeHours">For the capacity: how many more person-hours would have to be free in which weeks.</param>
public sealed record RankingChange(ScoreFactor Factor, ImmutableArray<Skill> Skills, int AcceptedOrders,
    ImmutableArray<WeekHours> FreeHours);

/// <summary>A team that an order might be assigned to.</summary>
/// <param name="Score">Its score and place.</param>
/// <param name="FirstIf">Single changes each of which would put it first; empty for the first, and where none alone would do.</param>
public sealed record Candidate(TeamScore Score, ImmutableArray<RankingChange> FirstIf);

/// <summary>The need that teams are ranked for.</summary>
/// <param name="ServiceType">The service type.</param>
/// <param name="Weeks">The weeks needed, at least one, with the person-hours in each; hours of 0: not known yet, the whole capacity is
/// taken as needed.</param>
public sealed record AssignmentNeed(string ServiceType, ImmutableArray<WeekHours> Weeks);
