using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Teams;

/// <summary>A project team as a virtual actor: its key is the team's id. It takes one command at a time, so that two assigners cannot take
/// the same hours.</summary>
[Alias("og.ITeamGrain")]
public interface ITeamGrain : IGrainWithGuidKey
{
    /// <summary>Decides on a command and records what follows.</summary>
    [Alias("decide")]
    Task<Outcome<Team, Rejection>> ExecuteAsync(Call call, TeamCommand command, Actor actor, StaffPresence presence);
}

[GrainType("team"), PartitionPlacement]
internal sealed class TeamGrain(TeamPolicy policy, AggregateStore<Team, TeamEvent, Rejection> store)
    : EventSourcedGrain<Team, TeamEvent, Rejection>(store), ITeamGrain
{
    public Task<Outcome<Team, Rejection>> ExecuteAsync(Call call, TeamCommand command, Actor actor, StaffPresence presence) => ExecuteAsync(
        call, team => TeamRules.AccessRefusal(team, command, actor),
        (team, now) => TeamRules.Decide(team, command, new(actor, now, policy, presence)).ToDecided(), CancellationToken.None);
}
