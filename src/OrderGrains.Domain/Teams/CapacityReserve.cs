using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Reserves capacity for a proposal that is about to be recorded (R3.1.1). A reservation that is there already stays as it
/// is.</summary>
/// <param name="Booking">The part of the capacity that it takes.</param>
[GenerateSerializer, Immutable, Alias("og.team.reserve")]
public sealed record CapacityReserve([property: Id(0)] Booking Booking) : TeamCommand
{
    internal static TeamStep Step { get; } = TeamStep.For(TeamsJson.Default.CapacityReserve, Decide, Roles.None, name: "reserve") with
    {
        IsPossible = TeamSteps.Exists,
        Events =
        [
            TeamEventType.Of("team.capacity-reserved", TeamSteps.CapacityClause, TeamsJson.Default.CapacityReserved, static (team, e) =>
                team with { Reservations = [.. Reservations.Without(team, e.Booking.Assignment), new(e.Booking, e.ExpiresAt)] }),
            TeamEventType.Of("team.reservation-expired", TeamSteps.CapacityClause, TeamsJson.Default.ReservationExpired, static (team, e) =>
                team with { Reservations = [.. Reservations.Without(team, e.Assignment)] }),
        ],
    };

    private static Decision<TeamEvent> Decide(Team team, CapacityReserve command, TeamContext context)
    {
        var booking = command.Booking;
        if (team.ReservationOf(booking.Assignment)?.Holds(context.Now) == true)
            return Decision<TeamEvent>.Accept();
        return !booking.OverCommit && Reservations.Missing(team, booking, context.Now) is { } missing
            ? Decision<TeamEvent>.Reject(new Rejection.Invalid(RejectionCode.CapacityExceeded, "work", missing, TeamSteps.CapacityClause))
            : Reservations.Make(team, booking, context, context.Policy.ReservationExpiry(context.Now));
    }
}

/// <summary>Capacity was reserved for a proposal.</summary>
public sealed record CapacityReserved(string By, DateTimeOffset At, Booking Booking, DateTimeOffset ExpiresAt) : TeamEvent(By, At);

/// <summary>A reservation had expired, and is gone.</summary>
public sealed record ReservationExpired(string By, DateTimeOffset At, AssignmentId Assignment) : TeamEvent(By, At);
