using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Orders;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Assignment;

/// <summary>Ranks all teams for an order (R3.1), as they are at the moment.</summary>
public sealed class AssignmentRanking(TeamReader teams, OrderPolicy policy, TimeProvider clock)
{
    /// <summary>The ranking.</summary>
    /// <param name="order">The order, with its information.</param>
    /// <param name="work">The planned person-hours; null where none are planned yet, and the weeks of the order's term count.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async ValueTask<ImmutableArray<Candidate>> RankAsync(Order order, ImmutableArray<WorkHours>? work,
        CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var need = TeamScoring.NeedOf(order, now, policy);
        if (work is { } planned)
            need = need with { Weeks = WorkHours.ByWeek(planned) };
        return TeamScoring.Rank(need, (await teams.AllAsync(cancellation)).Select(team => (team.TeamId, team.Team)), now, policy);
    }
}
