using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Books the capacity, since the assignment was approved (R3.2).</summary>
/// <param name="Booking">The part of the capacity that it takes.</param>
[GenerateSerializer, Immutable, Alias("og.team.commit")]
public sealed record CapacityCommit([property: Id(0)] Booking Booking) : TeamCommand
{
    internal static TeamStep Step { get; } = TeamStep.For(TeamsJson.Default.CapacityCommit, Decide, Roles.None, name: "commit") with
    {
        IsPossible = TeamSteps.Exists,
        Events =
        [
            TeamEventType.Of("team.capacity-committed", TeamSteps.ApprovalClause, TeamsJson.Default.CapacityCommitted, static (team, e) =>
                team with { Reservations = [.. Reservations.Without(team, e.Booking.Assignment), new(e.Booking, null)] }),
        ],
    };

    private static Decision<TeamEvent> Decide(Team team, CapacityCommit command, TeamContext context) =>
        team.ReservationOf(command.Booking.Assignment) is { ExpiresAt: null }
            ? Decision<TeamEvent>.Accept() : Decision<TeamEvent>.Accept(new CapacityCommitted(context.By, context.Now, command.Booking));
}

/// <summary>Capacity was booked for an approved assignment.</summary>
public sealed record CapacityCommitted(string By, DateTimeOffset At, Booking Booking) : TeamEvent(By, At);
