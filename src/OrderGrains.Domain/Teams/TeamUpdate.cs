using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Replaces name, department, skills and experience of a team (R3.1).</summary>
/// <param name="Team">The team as it is from now on.</param>
[GenerateSerializer, Immutable, Alias("og.team.update")]
public sealed record TeamUpdate([property: Id(0), JsonPropertyName("form")] TeamForm Team) : TeamCommand
{
    internal static TeamStep Step { get; } = TeamStep.For(TeamsJson.Default.TeamUpdate, Decide, TeamSteps.Keepers) with
    {
        Clause = TeamSteps.Clause,
        IsPossible = TeamSteps.Exists,
        Events = [TeamEventType.Of("team.updated", TeamSteps.Clause, TeamsJson.Default.TeamUpdated, static (team, e) =>
            team with { Information = e.Information })],
    };

    private static Decision<TeamEvent> Decide(Team team, TeamUpdate command, TeamContext context)
    {
        var fields = new FieldReader();
        return TeamForms.Information(command.Team, context.Policy.ServiceTypes, fields) is { } information
            ? Decision<TeamEvent>.Accept(new TeamUpdated(context.By, context.Now, information))
            : new Decision<TeamEvent>.Rejected(fields.Faults);
    }
}

/// <summary>The data of the team were replaced.</summary>
public sealed record TeamUpdated(string By, DateTimeOffset At, TeamInformation Information) : TeamEvent(By, At);
