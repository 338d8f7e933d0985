using System.Collections.Immutable;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.TeamSamples;

namespace OrderGrains.Domain.Tests.Teams;

/// <summary>Decides commands on teams, as an order manager unless another actor is named.</summary>
public abstract class TeamSpecification
{
    internal static readonly TeamEvent Created = new TeamCreated(Manager.Subject, Now, Information);
    internal static readonly TeamEvent Hundred = new TeamCapacityChanged(Manager.Subject, Now, new(100, []));
    internal static readonly DateTimeOffset Later = Policy.ReservationExpiry(Now);

    internal static Team Fold(params IEnumerable<TeamEvent> events) => events.Aggregate(Team.None, TeamRules.Evolve);

    internal static ImmutableArray<TeamEvent> Accepted(
        Team team, TeamCommand command, StaffPresence presence = StaffPresence.Present, DateTimeOffset? at = null) =>
        Assert.IsType<Decision<TeamEvent>.Accepted>(TeamRules.Decide(team, command, new(Manager, at ?? Now, Company, presence))).Events;

    internal static ImmutableArray<Rejection> Reasons(
        Team team, TeamCommand command, StaffPresence presence = StaffPresence.Present, Actor? actor = null) =>
        Assert.IsType<Decision<TeamEvent>.Rejected>(TeamRules.Decide(team, command, new(actor ?? Manager, Now, Company, presence))).Reasons;

    internal static Rejection Refused(
        Team team, TeamCommand command, StaffPresence presence = StaffPresence.Present, Actor? actor = null) =>
        Assert.Single(Reasons(team, command, presence, actor));
}
