using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Gives the capacity of an assignment back (R3.1.1), whether there is any or not.</summary>
/// <param name="Assignment">The assignment.</param>
[GenerateSerializer, Immutable, Alias("og.team.release")]
public sealed record CapacityRelease([property: Id(0)] AssignmentId Assignment) : TeamCommand
{
    internal static TeamStep Step { get; } = TeamStep.For(TeamsJson.Default.CapacityRelease, Decide, Roles.None, name: "release") with
    {
        Events =
        [
            TeamEventType.Of("team.capacity-released", TeamSteps.CapacityClause, TeamsJson.Default.CapacityReleased, static (team, e) =>
                team with { Reservations = [.. Reservations.Without(team, e.Assignment)] }),
        ],
    };

    private static Decision<TeamEvent> Decide(Team team, CapacityRelease command, TeamContext context) =>
        team.ReservationOf(command.Assignment) is null
        ? Decision<TeamEvent>.Accept() : Decision<TeamEvent>.Accept(new CapacityReleased(context.By, context.Now, command.Assignment));
}

/// <summary>Capacity was given back.</summary>
public sealed record CapacityReleased(string By, DateTimeOffset At, AssignmentId Assignment) : TeamEvent(By, At);
