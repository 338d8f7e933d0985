using System.Collections.Immutable;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;
using OrderGrains.Server.StaffRegister;

namespace OrderGrains.Server.Orders;

/// <summary>Reads what stands against a plan from the staff register and the order's team, without waking a grain.</summary>
public sealed class PlanObstacles(StaffReader staff, AggregateStore<Team, TeamEvent, Rejection> teams, OrderPolicy policy,
    TimeProvider clock)
{
    /// <summary>Everything that stands against an order's plan now.</summary>
    public async ValueTask<ImmutableArray<PlanConflict>> OfAsync(Order order, PlanContent plan, CancellationToken cancellation)
    {
        var owners = plan.Tasks.Select(task => task.Owner).Distinct().ToList();
        var members = await staff.MembersAsync(owners, cancellation);
        var assignment = order.Assignment.Reference;
        var team = assignment is null ? Team.None : (await teams.LoadAsync(new StreamId(assignment.Team.Value), cancellation)).State;
        return PlanConflicts.Of(
            plan, owners.Zip(members).ToDictionary(pair => pair.First, pair => pair.Second), team, assignment?.Id,
                policy.Deadlines.Calendar, clock.GetUtcNow());
    }
}
