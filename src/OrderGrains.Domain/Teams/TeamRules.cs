using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Teams.TeamCommand;

namespace OrderGrains.Domain.Teams;

/// <summary>What may be done with a project team. Who may reserve, book and give back its capacity, the order's rules say: a team only keeps the count.</summary>
public static class TeamRules
{
    /// <summary>The name of <see cref="TeamCommand.Create"/>.</summary>
    public const string TeamCreate = "teamCreate";
    private const string TeamUpdate = "teamUpdate", MemberSet = "teamMemberSet", CapacitySet = "teamCapacitySet";
    private const Roles Keepers = Roles.OrderManager | Roles.DepartmentHead;
    private const int ShownWeeks = 10;

    /// <summary>Decides on a command: the events to record, or every reason for refusing it.</summary>
    /// <param name="now">The time at which the events are recorded, UTC.</param>
    public static Decision<TeamEvent> Decide(Team team, TeamCommand command, Actor actor, DateTimeOffset now, OrderPolicy policy) => command switch
    {
        _ when AccessRefusal(team, command, actor) is { } refusal => Refuse(refusal),
        Release c => OfRelease(team, c.Assignment, actor, now),
        Create c when team.Information is null => OfForm(c.Form, policy, information => new TeamCreated(actor.Subject, now, information)),
        Create => Refuse(new Rejection.StateConflict(RejectionCode.StateConflict, "ACTIVE", TeamCreate, [TeamUpdate, MemberSet, CapacitySet])),
        Update c => OfForm(c.Form, policy, information => new TeamUpdated(actor.Subject, now, information)),
        SetMember c => OfMember(team, c, actor, now),
        SetCapacity c => OfCapacity(c.Form, actor, now),
        Reserve c => OfReserve(team, c.Booking, actor, now, policy),
        Renew c => OfRenew(team, c.Booking, actor, now, policy),
        Commit c when team.ReservationOf(c.Booking.Assignment) is { ExpiresAt: null } => Accept(),
        Commit c => Accept(new CapacityCommitted(actor.Subject, now, c.Booking)),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Why the actor may not give the command to the team, or there is no such team; null where nothing stands against it. Decided before anything is compared with the
    /// team.</summary>
    public static Rejection? AccessRefusal(Team team, TeamCommand command, Actor actor) => command switch
    {
        Create or Update or SetMember or SetCapacity when !actor.IsAny(Keepers) => new Rejection.NotAuthorised(RejectionCode.NotAuthorised, Keepers, "R3.1"),
        Create or Release => null,
        _ => team.Information is null ? new Rejection.RuleBroken(RejectionCode.NotFound, "teamId") : null,
    };

    /// <summary>Applies an event. Never refuses.</summary>
    public static Team Evolve(Team team, TeamEvent @event) => @event switch
    {
        TeamCreated e => team with { Information = e.Information },
        TeamUpdated e => team with { Information = e.Information },
        TeamMemberSet e => team with { Members = Set(team.Members, e) },
        TeamCapacitySet e => team with { Capacity = e.Capacity },
        CapacityReserved e => team with { Reservations = [.. Without(team, e.Booking.Assignment), new(e.Booking, e.ExpiresAt)] },
        ReservationRenewed e => team with
        {
            Reservations =
            [
                .. team.Reservations.Select(known => known.Booking.Assignment == e.Assignment ? known with { ExpiresAt = e.ExpiresAt } : known),
            ],
        },
        ReservationExpired e => team with { Reservations = [.. Without(team, e.Assignment)] },
        CapacityCommitted e => team with { Reservations = [.. Without(team, e.Booking.Assignment), new(e.Booking, null)] },
        CapacityReleased e => team with { Reservations = [.. Without(team, e.Assignment)] },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    /// <summary>The fingerprint of a command, 32 bytes. What the system adds is not part of it.</summary>
    public static byte[] Fingerprint(TeamCommand command) => command switch
    {
        Create c => Shared.Fingerprint.Of(TeamCreate, c, TeamsJson.Default.Create),
        Update c => Shared.Fingerprint.Of(TeamUpdate, c, TeamsJson.Default.Update),
        SetMember c => Shared.Fingerprint.Of(MemberSet, c, TeamsJson.Default.SetMember),
        SetCapacity c => Shared.Fingerprint.Of(CapacitySet, new SetCapacity(Canonical(c.Form)), TeamsJson.Default.SetCapacity),
        Reserve c => Shared.Fingerprint.Of("reserve", c, TeamsJson.Default.Reserve),
        Renew c => Shared.Fingerprint.Of("renew", c, TeamsJson.Default.Renew),
        Commit c => Shared.Fingerprint.Of("commit", c, TeamsJson.Default.Commit),
        Release c => Shared.Fingerprint.Of("release", c, TeamsJson.Default.Release),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static CapacityForm Canonical(CapacityForm form) => form with
    {
        HoursPerWeek = Canonical(form.HoursPerWeek),
        Absences = form.Absences is { IsDefault: false } absences
            ? [.. absences.Select(absence => absence is null ? absence! : absence with { HoursPerWeek = Canonical(absence.HoursPerWeek) })] : null,
    };

    private static decimal? Canonical(decimal? hours) => hours is { } number ? Shared.Fingerprint.Canonical(number) : null;

    private static Decision<TeamEvent> OfForm(TeamForm form, OrderPolicy policy, Func<TeamInformation, TeamEvent> happens)
    {
        var fields = new FieldReader();
        return TeamForms.Information(form, policy.ServiceTypes, fields) is { } information ? Accept(happens(information)) : Refuse(fields.Faults);
    }

    private static Decision<TeamEvent> OfCapacity(CapacityForm form, Actor actor, DateTimeOffset now)
    {
        var fields = new FieldReader();
        return TeamForms.Capacity(form, fields) is { } capacity ? Accept(new TeamCapacitySet(actor.Subject, now, capacity)) : Refuse(fields.Faults);
    }

    private static Decision<TeamEvent> OfMember(Team team, SetMember command, Actor actor, DateTimeOffset now)
    {
        var fields = new FieldReader();
        ImmutableArray<TeamRole> roles = command.Roles.IsDefault ? [] : [.. command.Roles.Where(role => role != TeamRole.None).Distinct().Order()];
        if (fields.Text(command.Subject, "subject", TextLimit.Reference, "R4.1") is not { } subject)
            return Refuse(fields.Faults);
        var member = team.Members.FirstOrDefault(known => known.Subject == subject);
        return (roles, command.Presence) switch
        {
            ({ IsEmpty: true }, _) when member is null => Refuse(new Rejection.RuleBroken(RejectionCode.NotFound, "subject", "R4.1")),
            ({ IsEmpty: false }, StaffPresence.Unknown) => Refuse(new Rejection.RuleBroken(RejectionCode.NotFound, "subject", "R4.1")),
            ({ IsEmpty: false }, StaffPresence.Left) => Refuse(new Rejection.RuleBroken(RejectionCode.PersonLeft, "subject", "R4.1")),
            _ when member is not null && member.Roles.SequenceEqual(roles) => Accept(),
            _ => Accept(new TeamMemberSet(actor.Subject, now, subject, roles)),
        };
    }

    private static Decision<TeamEvent> OfReserve(Team team, Booking booking, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        if (team.ReservationOf(booking.Assignment)?.Holds(now) == true)
            return Accept();
        if (!booking.OverCommit && Missing(team, booking, now) is { } missing)
            return Refuse(new Rejection.Invalid(RejectionCode.CapacityExceeded, "work", missing, "R3.1.1"));
        return Accept([.. Expired(team, actor, now), new CapacityReserved(actor.Subject, now, booking, policy.ReservationExpiry(now))]);
    }

    private static Decision<TeamEvent> OfRenew(Team team, Booking booking, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        // Held until the approval has come through to the team, however briefly proposals are held.
        var expires = policy.ReservationExpiry(now) is var end && end > now.AddDays(1) ? end : now.AddDays(1);
        return team.ReservationOf(booking.Assignment)?.StatusAt(now) switch
        {
            ReservationStatus.Committed => Accept(),
            ReservationStatus.Pending => Accept(new ReservationRenewed(actor.Subject, now, booking.Assignment, expires)),
            _ when !booking.OverCommit && Missing(team, booking, now) is not null => Refuse(new Rejection.RuleBroken(RejectionCode.ReservationExpired, null, "R3.2")),
            _ => Accept([.. Expired(team, actor, now), new CapacityReserved(actor.Subject, now, booking, expires)]),
        };
    }

    private static Decision<TeamEvent> OfRelease(Team team, AssignmentId assignment, Actor actor, DateTimeOffset now) =>
        team.ReservationOf(assignment) is null ? Accept() : Accept(new CapacityReleased(actor.Subject, now, assignment));

    // What is free in the weeks that a booking does not fit into, such as "2026-W32: 12 free"; null where it fits.
    private static string? Missing(Team team, Booking booking, DateTimeOffset now)
    {
        var missing = from hours in booking.Weeks
                      let free = team.CeilingIn(hours.Week) - team.BookedIn(hours.Week, now, booking.Assignment)
                      where hours.Hours > free
                      select string.Create(CultureInfo.InvariantCulture, $"{hours.Week}: {Math.Max(0, free)} free");
        return string.Join(", ", missing.Take(ShownWeeks)) is { Length: > 0 } text ? text : null;
    }

    private static IEnumerable<TeamEvent> Expired(Team team, Actor actor, DateTimeOffset now) =>
        from reservation in team.Reservations
        where !reservation.Holds(now)
        select new ReservationExpired(actor.Subject, now, reservation.Booking.Assignment);

    private static IEnumerable<Reservation> Without(Team team, AssignmentId assignment) =>
        team.Reservations.Where(reservation => reservation.Booking.Assignment != assignment);

    private static ImmutableArray<TeamMember> Set(ImmutableArray<TeamMember> members, TeamMemberSet e)
    {
        var others = members.RemoveAll(member => member.Subject == e.Subject);
        return e.Roles.IsEmpty ? others : others.Add(new(e.Subject, e.Roles));
    }

    private static Decision<TeamEvent> Accept(params ReadOnlySpan<TeamEvent> events) => Decision<TeamEvent>.Accept(events);

    private static Decision<TeamEvent> Refuse(Rejection reason) => Decision<TeamEvent>.Reject(reason);

    private static Decision<TeamEvent> Refuse(ImmutableArray<Rejection> reasons) => new Decision<TeamEvent>.Rejected(reasons);
}
