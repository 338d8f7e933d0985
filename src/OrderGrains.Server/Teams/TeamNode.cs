using System.Globalization;
using GraphQL;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Server.Teams;

/// <summary>A project team (R3.1, R4.1).</summary>
[Name("Team"), Access(OrderAccess.SeesEverything)]
public sealed class TeamNode(TeamId id, Team team, int revision) : INode
{
    internal TeamId TeamId => id;
    internal Team Team => team;

    /// <summary>The team's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode("Team", id.Value);
    /// <summary>The team's revision: the number of its newest event.</summary>
    public int Revision => revision;
    /// <summary>Its name.</summary>
    public string Name => team.Information?.Name ?? "";
    /// <summary>The project department that it belongs to.</summary>
    public string Department => team.Information?.Department ?? "";
    /// <summary>The skills.</summary>
    public IEnumerable<Skill> Skills => team.Information?.Skills ?? [];
    /// <summary>The orders that it has brought to acceptance, by service type.</summary>
    public IEnumerable<TeamExperience> Experience => team.Information?.Experience ?? [];
    /// <summary>Its members and what they do in it.</summary>
    public IEnumerable<TeamMember> Members => team.Members;
    /// <summary>The person-hours that it has in a calendar week, absences apart.</summary>
    public decimal HoursPerWeek => team.Capacity.HoursPerWeek;
    /// <summary>The absences of some weeks.</summary>
    public IEnumerable<TeamAbsenceNode> Absences => team.Capacity.Absences.Select(absence => new TeamAbsenceNode(absence));

    /// <summary>The capacity that assignments hold.</summary>
    public IEnumerable<ReservationNode> Reservations([FromServices] TimeProvider clock) =>
        team.Reservations.Select(reservation => new ReservationNode(reservation, reservation.StatusAt(clock.GetUtcNow())));
}

/// <summary>Person-hours that a team lacks in each of some weeks.</summary>
[Name("TeamAbsence"), Access(OrderAccess.SeesEverything)]
public sealed class TeamAbsenceNode(TeamAbsence absence)
{
    /// <summary>The first calendar week, such as 2026-W32.</summary>
    public string From => absence.From.ToString();
    /// <summary>The last calendar week.</summary>
    public string To => absence.To.ToString();
    /// <summary>The person-hours missing in each of them.</summary>
    public decimal HoursPerWeek => absence.HoursPerWeek;
    /// <summary>Why; null where nobody said.</summary>
    public string? Reason => absence.Reason;
}

/// <summary>Capacity that an assignment holds.</summary>
[Name("TeamReservation"), Access(OrderAccess.SeesEverything)]
public sealed class ReservationNode(Reservation reservation, ReservationStatus status)
{
    /// <summary>The order's global id.</summary>
    [ApiId] public string OrderId => GlobalId.Encode("Order", reservation.Booking.Order.Value);
    /// <summary>How it stands.</summary>
    public ReservationStatus Status => status;
    /// <summary>Until when it is reserved; null once it is booked.</summary>
    public DateTimeOffset? ExpiresAt => reservation.ExpiresAt;
    /// <summary>Whether it was proposed beyond the capacity, with a reason.</summary>
    public bool OverCommit => reservation.Booking.OverCommit;
    /// <summary>The person-hours by week.</summary>
    public IEnumerable<WeekHoursNode> Weeks => reservation.Booking.Weeks.Select(hours => new WeekHoursNode(hours));
}

/// <summary>Person-hours in a calendar week.</summary>
[Name("WeekHours"), Access(OrderAccess.SeesEverything)]
public sealed class WeekHoursNode(WeekHours hours)
{
    /// <summary>The calendar week, such as 2026-W32.</summary>
    public string Week => hours.Week.ToString();
    /// <summary>The person-hours.</summary>
    public decimal Hours => hours.Hours;
}

/// <summary>A team's capacity in a calendar week, and what is taken of it.</summary>
/// <param name="Week">The calendar week, such as 2026-W32.</param>
/// <param name="Capacity">The person-hours that may be taken.</param>
/// <param name="Pending">Reserved for proposals that wait for approval.</param>
/// <param name="Committed">Booked for approved assignments.</param>
/// <param name="Free">The capacity left; below 0 where assignments go beyond the capacity.</param>
[Access(OrderAccess.SeesEverything)]
public sealed record TeamWeek(string Week, decimal Capacity, decimal Pending, decimal Committed, decimal Free)
{
    private const int MaxWeeks = 104;

    /// <summary>The weeks from the present one on.</summary>
    /// <exception cref="ApiException">BAD_USER_INPUT: so many cannot be asked for.</exception>
    internal static IReadOnlyList<TeamWeek> Of(Team team, int weeks, DateTimeOffset now, OrderPolicy policy)
    {
        if (weeks is < 1 or > MaxWeeks)
            throw new ApiException(ErrorCodes.BadUserInput,
                string.Create(CultureInfo.InvariantCulture, $"1 to {MaxWeeks} weeks can be asked for."));
        var first = IsoWeek.Of(policy.DayOf(now));
        return [.. Enumerable.Range(0, weeks).Select(first.Plus).Select(week => Of(team, week, now))];
    }

    private static TeamWeek Of(Team team, IsoWeek week, DateTimeOffset now)
    {
        var (pending, committed) = (Sum(ReservationStatus.Pending), Sum(ReservationStatus.Committed));
        return new(week.ToString(), team.CeilingIn(week), pending, committed, team.CeilingIn(week) - pending - committed);

        decimal Sum(ReservationStatus status) =>
            team.Reservations.Where(reservation => reservation.StatusAt(now) == status)
                .Sum(reservation => reservation.Booking.HoursIn(week));
    }
}
