using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Makes a reservation last from now on (R3.2); one that has expired is made again if the capacity allows.</summary>
/// <param name="Booking">The part of the capacity that it takes.</param>
[GenerateSerializer, Immutable, Alias("og.team.renew")]
public sealed record ReservationRenew([property: Id(0)] Booking Booking) : TeamCommand
{
    private static readonly TimeSpan MinTime = TimeSpan.FromDays(1);

    internal static TeamStep Step { get; } = TeamStep.For(TeamsJson.Default.ReservationRenew, Decide, Roles.None, name: "renew") with
    {
        IsPossible = TeamSteps.Exists,
        Events = [TeamEventType.Of("team.reservation-renewed", TeamSteps.CapacityClause, TeamsJson.Default.ReservationRenewed, Apply)],
    };

    private static Decision<TeamEvent> Decide(Team team, ReservationRenew command, TeamContext context)
    {
        // Held until the approval has come through to the team, however briefly proposals are held.
        var (booking, now, least) = (command.Booking, context.Now, context.Now + MinTime);
        var expires = context.Policy.ReservationExpiry(now) is var end && end > least ? end : least;
        return team.ReservationOf(booking.Assignment)?.StatusAt(now) switch
        {
            ReservationStatus.Committed => Decision<TeamEvent>.Accept(),
            ReservationStatus.Pending => Decision<TeamEvent>.Accept(new ReservationRenewed(context.By, now, booking.Assignment, expires)),
            _ when !booking.OverCommit && Reservations.Missing(team, booking, now) is not null =>
                Decision<TeamEvent>.Reject(new Rejection.RuleBroken(RejectionCode.ReservationExpired, null, TeamSteps.ApprovalClause)),
            _ => Reservations.Make(team, booking, context, expires),
        };
    }

    private static Team Apply(Team team, ReservationRenewed e) => team with
    {
        Reservations =
        [
            .. team.Reservations.Select(known => known.Booking.Assignment == e.Assignment ? known with { ExpiresAt = e.ExpiresAt } : known),
        ],
    };
}

/// <summary>A reservation was made to last longer.</summary>
public sealed record ReservationRenewed(string By, DateTimeOffset At, AssignmentId Assignment, DateTimeOffset ExpiresAt)
    : TeamEvent(By, At);
