using System.Globalization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Rules that the steps which reserve a team's capacity share.</summary>
internal static class Reservations
{
    private const int MaxShownWeeks = 10;

    /// <summary>The free hours of the weeks that a booking does not fit into, such as <c>2026-W32: 12 free</c>; null where it
    /// fits.</summary>
    public static string? Missing(Team team, Booking booking, DateTimeOffset now)
    {
        var missing = from hours in booking.Weeks
                      let free = team.CeilingIn(hours.Week) - team.BookedIn(hours.Week, now, booking.Assignment)
                      where hours.Hours > free
                      select string.Create(CultureInfo.InvariantCulture, $"{hours.Week}: {Math.Max(0, free)} free");
        return string.Join(", ", missing.Take(MaxShownWeeks)) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Makes a reservation, and removes those that have expired.</summary>
    public static Decision<TeamEvent> Make(Team team, Booking booking, TeamContext context, DateTimeOffset expires)
    {
        var expired = from reservation in team.Reservations
                      where !reservation.Holds(context.Now)
                      select (TeamEvent)new ReservationExpired(context.By, context.Now, reservation.Booking.Assignment);
        return Decision<TeamEvent>.Accept([.. expired, new CapacityReserved(context.By, context.Now, booking, expires)]);
    }

    /// <summary>The reservations of a team but that of an assignment.</summary>
    public static IEnumerable<Reservation> Without(Team team, AssignmentId assignment) =>
        team.Reservations.Where(reservation => reservation.Booking.Assignment != assignment);
}
