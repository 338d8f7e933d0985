using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Sets a team's person-hours per calendar week, and its absences (R3.1.1).</summary>
/// <param name="Capacity">The capacity from now on.</param>
[GenerateSerializer, Immutable, Alias("og.team.set-capacity")]
public sealed record TeamCapacitySet([property: Id(0), JsonPropertyName("form")] CapacityForm Capacity) : TeamCommand
{
    internal static TeamStep Step { get; } = TeamStep.For(TeamsJson.Default.TeamCapacitySet, Decide, TeamSteps.Keepers, Spell) with
    {
        Clause = TeamSteps.Clause,
        IsPossible = TeamSteps.Exists,
        Events =
        [
            TeamEventType.Of("team.capacity-set", TeamSteps.CapacityClause, TeamsJson.Default.TeamCapacityChanged,
                static (team, e) => team with { Capacity = e.Capacity }),
        ],
    };

    private static Decision<TeamEvent> Decide(Team team, TeamCapacitySet command, TeamContext context)
    {
        var fields = new FieldReader();
        return TeamForms.Capacity(command.Capacity, fields) is { } capacity
            ? Decision<TeamEvent>.Accept(new TeamCapacityChanged(context.By, context.Now, capacity))
            : new Decision<TeamEvent>.Rejected(fields.Faults);
    }

    private static TeamCapacitySet Spell(TeamCapacitySet command) => new(command.Capacity with
    {
        HoursPerWeek = Spell(command.Capacity.HoursPerWeek),
        Absences = command.Capacity.Absences is { IsDefault: false } absences
            ? [.. absences.Select(absence => absence is null ? absence! : absence with { HoursPerWeek = Spell(absence.HoursPerWeek) })]
            : null,
    });

    private static decimal? Spell(decimal? hours) => hours is { } number ? Fingerprint.Canonical(number) : null;
}

/// <summary>The team has this capacity from now on.</summary>
public sealed record TeamCapacityChanged(string By, DateTimeOffset At, TeamCapacity Capacity) : TeamEvent(By, At);
