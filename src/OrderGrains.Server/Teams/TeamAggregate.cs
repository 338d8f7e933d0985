using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;
using OrderGrains.Server.Records;

namespace OrderGrains.Server.Teams;

/// <summary>A team's row.</summary>
/// <param name="Stream">The team's stream.</param>
/// <param name="Version">The version that the row stands for.</param>
/// <param name="Name">The team's name, by which lists are sorted.</param>
/// <param name="Department">The department that it belongs to.</param>
public sealed record TeamRow(StreamId Stream, int Version, string Name, string Department) : IStreamRow;

/// <summary>Describes project teams to the journal.</summary>
public sealed class TeamAggregate : Aggregate<Team, TeamEvent>
{
    /// <summary>How the events of project teams are stored.</summary>
    public static EventCatalog<TeamEvent> Events { get; } = Catalogs.Of<TeamEvent>(TeamSteps.Table.Contracts);

    /// <inheritdoc/>
    public override string Kind => "team";
    /// <inheritdoc/>
    public override Team Initial => Team.None;
    /// <inheritdoc/>
    public override int Fold => TeamSteps.Fold;
    /// <inheritdoc/>
    public override JsonTypeInfo<Team> StateJson => TeamsJson.Default.Team;
    /// <inheritdoc/>
    public override Team Evolve(Team state, TeamEvent @event) => TeamRules.Evolve(state, @event);
    /// <summary>Its own; nothing of it is personal.</summary>
    public override Guid KeySubject(StreamId stream, Team state) => stream.Value;
    /// <inheritdoc/>
    public override IStreamRow Row(StreamId stream, int version, Team state) =>
        new TeamRow(stream, version, state.Information?.Name ?? "", state.Information?.Department ?? "");
}
