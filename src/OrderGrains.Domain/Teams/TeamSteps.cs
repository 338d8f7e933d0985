global using TeamEventType = OrderGrains.Domain.Shared.RecordEventType<OrderGrains.Domain.Teams.Team, OrderGrains.Domain.Teams.TeamEvent>;
global using TeamStep = OrderGrains.Domain.Shared.RecordStep<
    OrderGrains.Domain.Teams.Team, OrderGrains.Domain.Teams.TeamCommand, OrderGrains.Domain.Teams.TeamEvent,
        OrderGrains.Domain.Teams.TeamContext>;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Everything that can be done with a project team.</summary>
/// <remarks>The order's rules say who may reserve, book and give back its capacity: a team only keeps the count.</remarks>
public static class TeamSteps
{
    internal const string Clause = "R3.1", CapacityClause = "R3.1.1", ApprovalClause = "R3.2";
    internal const Roles Keepers = Roles.OrderManager | Roles.DepartmentHead;

    /// <summary>The version of the fold: to be raised whenever what an event makes of a team changes, which voids older
    /// snapshots.</summary>
    public const int Fold = 1;

    /// <summary>Every step.</summary>
    public static RecordSteps<Team, TeamCommand, TeamEvent, TeamContext> Table { get; } = new(
        TeamCreate.Step, TeamUpdate.Step, TeamMemberSet.Step, TeamCapacitySet.Step, CapacityReserve.Step, ReservationRenew.Step,
            CapacityCommit.Step,
        CapacityRelease.Step);

    /// <summary>Whether there is such a team.</summary>
    internal static bool Exists(Team team) => team.Information is not null;
}
