using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Enters a project team (R3.1).</summary>
/// <param name="Team">The team.</param>
[GenerateSerializer, Immutable, Alias("og.team.create")]
public sealed record TeamCreate([property: Id(0), JsonPropertyName("form")] TeamForm Team) : TeamCommand
{
    internal static TeamStep Step { get; } = TeamStep.For(TeamsJson.Default.TeamCreate, Decide, TeamSteps.Keepers) with
    {
        Clause = TeamSteps.Clause,
        IsPossible = static team => team.Information is null,
        Events = [TeamEventType.Of("team.created", TeamSteps.Clause, TeamsJson.Default.TeamCreated, static (team, e) =>
            team with { Information = e.Information })],
    };

    private static Decision<TeamEvent> Decide(Team team, TeamCreate command, TeamContext context)
    {
        var fields = new FieldReader();
        return TeamForms.Information(command.Team, context.Policy.ServiceTypes, fields) is { } information
            ? Decision<TeamEvent>.Accept(new TeamCreated(context.By, context.Now, information))
            : new Decision<TeamEvent>.Rejected(fields.Faults);
    }
}

/// <summary>A team was entered.</summary>
public sealed record TeamCreated(string By, DateTimeOffset At, TeamInformation Information) : TeamEvent(By, At);
