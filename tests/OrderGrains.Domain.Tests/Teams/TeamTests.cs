using System.Collections.Immutable;
using System.Text;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.TeamSamples;

namespace OrderGrains.Domain.Tests.Teams;

public sealed class TeamTests
{
    private static readonly TeamEvent Created = new TeamCreated(Manager.Subject, Now, Information);
    private static readonly TeamEvent Hundred = new TeamCapacityChanged(Manager.Subject, Now, new(100, []));
    private static readonly DateTimeOffset Later = Policy.ReservationExpiry(Now);

    private static readonly ImmutableArray<(string Name, ImmutableArray<TeamEvent> History)> Situations = [
        ("no team", []),
        ("without capacity", [Created]),
        ("with capacity", [Created, Hundred]),
        ("reserved", [Created, Hundred, new CapacityReserved(Manager.Subject, Now, Booked, Later)]),
        ("expired", [Created, Hundred, new CapacityReserved(Manager.Subject, Now, Booked, Now)]),
        ("expired, full since", [Created, Hundred, new CapacityReserved(Manager.Subject, Now, Booked, Now),
            new CapacityCommitted(Approver.Subject, Now, BookingOf(OtherId, 90))]),
        ("full", [Created, Hundred, new CapacityReserved(Manager.Subject, Now, BookingOf(OtherId, 90), Later)]),
        ("booked", [Created, Hundred, new CapacityCommitted(Approver.Subject, Now, Booked)]),
        ("given back",
            [Created, Hundred, new CapacityCommitted(Approver.Subject, Now, Booked), new CapacityReleased(Manager.Subject, Now, Id)]),
    ];

    [Fact]
    public void Every_command_acts_in_every_situation_as_approved()
    {
        var table = new StringBuilder("""
            # What every command does to a team in every situation

            Sent by an order manager. What happens, or the refusal's code; a dash: nothing needs to happen.


            """);
        table.Append("| | ").AppendJoin(" | ", Situations.Select(situation => situation.Name)).Append(" |\n|---|")
            .Append(string.Concat(Situations.Select(_ => "---|"))).Append('\n');
        foreach (var command in TeamCommands)
            table.Append("| **").Append(TeamSteps.Table.Of(command).Command).Append("** | ")
                .AppendJoin(" | ", Situations.Select(situation => Cell(Fold(situation.History), command))).Append(" |\n");
        Approved.Matches("Statuses/Teams.md", table.ToString());
    }

    [Fact]
    public void A_week_takes_no_more_than_the_capacity_less_the_absences()
    {
        var team = Fold(Created, new TeamCapacityChanged(Manager.Subject, Now, new(100, [new(Week, Week, 30, "training")])),
            new CapacityCommitted("x", Now, BookingOf(OtherId, 60)));

        Assert.Equal((70, 60), (team.CeilingIn(Week), team.BookedIn(Week, Now)));
        Assert.Equal(new Rejection.Invalid(CapacityExceeded, "work", $"{Week}: 10 free", "R3.1.1"),
            Refused(team, new CapacityReserve(BookingOf(Id, 10.01m))));
        Assert.Single(Accepted(team, new CapacityReserve(BookingOf(Id, 10))));
        Assert.Single(Accepted(team, new CapacityReserve(BookingOf(Id, 500, overCommit: true))));
    }

    [Fact]
    public void A_reservation_lasts_ten_working_days_and_then_holds_nothing()
    {
        var team = Fold(Created, Hundred);
        var reserved = Assert.IsType<CapacityReserved>(Assert.Single(Accepted(team, new CapacityReserve(Booked))));
        team = TeamRules.Evolve(team, reserved);

        Assert.Equal(Now.AddDays(14), reserved.ExpiresAt);
        Assert.Equal((20, 0), (team.BookedIn(Week, reserved.ExpiresAt.AddMilliseconds(-1)), team.BookedIn(Week, reserved.ExpiresAt)));
        var events = Accepted(team, new CapacityReserve(BookingOf(OtherId, 100)), at: reserved.ExpiresAt);
        Assert.Equal(["team.reservation-expired", "team.capacity-reserved"], events.Select(x => EventJson.ContractOf(x).Name));
        Assert.Equal(OtherId, Assert.Single(events.Aggregate(team, TeamRules.Evolve).Reservations).Booking.Assignment);
    }

    [Fact]
    public void The_same_proposal_reserves_once() =>
        Assert.Empty(Accepted(Fold(Created, Hundred, new CapacityReserved("x", Now, Booked, Later)), new CapacityReserve(Booked)));

    [Fact]
    public void Members_come_from_the_staff_register_and_leave_without_roles()
    {
        var team = Fold(Created, new TeamMembershipChanged("x", Now, "wu.pm", [TeamRole.ProjectManager]));

        Assert.Equal(new Rejection.RuleBroken(NotFound, "subject", "R4.1"),
            Refused(team, new TeamMemberSet("nobody", [TeamRole.Other]), StaffPresence.Unknown));
        Assert.Equal(PersonLeft, Refused(team, new TeamMemberSet("gone", [TeamRole.Other]), StaffPresence.Left).Code);
        Assert.Empty(Accepted(team, new TeamMemberSet("wu.pm", [TeamRole.ProjectManager, TeamRole.ProjectManager]), StaffPresence.Present));
        Assert.Empty(Accepted(team, new TeamMemberSet("wu.pm", []), StaffPresence.Left).Aggregate(team, TeamRules.Evolve).Members);
        Assert.Equal(NotFound, Refused(team, new TeamMemberSet("nobody", []), StaffPresence.Present).Code);
        Assert.Equal((Required, "subject"), Fault(Refused(team, new TeamMemberSet(" ", []), StaffPresence.Present)));
    }

    [Fact]
    public void All_faults_of_a_team_are_reported_at_once()
    {
        TeamForm bad = new(
            " ", new string('d', 201), [new("A", 0), new("A", 6), new(null, 3), null!],
            [new("HAIRCUT", -1, null), new("TAX_AGENCY", 100_001, "x"), new("TAX_AGENCY", 1, "x")]);
        Assert.Equal(
            [
                (Required, "team.name"), (TooLong, "team.department"), (OutOfRange, "team.skills[0].level"),
                (OutOfRange, "team.skills[1].level"),
                (Required, "team.skills[2].code"), (Required, "team.skills[3].code"), (Required, "team.skills[3].level"),
                (UnknownCode, "team.experience[0].serviceType"), (OutOfRange, "team.experience[0].acceptedOrders"),
                (Required, "team.experience[0].evidence"),
                (OutOfRange, "team.experience[1].acceptedOrders"),
            ],
            Reasons(Team.None, new TeamCreate(bad)).Select(Fault));
        CapacityForm worse = new(-1, [new("2026-W10", "2026-W09", 0, null), new("2026-10", null, 1.001m, "x")]);
        Assert.Equal(
            [
                (OutOfRange, "capacity.hoursPerWeek"), (DateOrder, "capacity.absences[0].to"),
                (OutOfRange, "capacity.absences[0].hoursPerWeek"),
                (NotADate, "capacity.absences[1].from"), (Required, "capacity.absences[1].to"),
                (TooManyDecimals, "capacity.absences[1].hoursPerWeek"),
            ],
            Reasons(Fold(Created), new TeamCapacitySet(worse)).Select(Fault));
    }

    [Fact]
    public void Order_management_and_heads_of_departments_keep_the_teams() =>
        Assert.All(TeamCommands.Take(4), command => Assert.Equal(NotAuthorised, Refused(Fold(Created), command, actor: Sales).Code));

    internal static Team Fold(params IEnumerable<TeamEvent> events) => events.Aggregate(Team.None, TeamRules.Evolve);

    private static string Cell(Team team, TeamCommand command) =>
        TeamRules.Decide(team, command, new(Manager, Now, Company, StaffPresence.Present)) switch
        {
            Decision<TeamEvent>.Accepted { Events.IsEmpty: true } => "-",
            Decision<TeamEvent>.Accepted accepted => "→ " + string.Join(", ", accepted.Events.Select(x => EventJson.ContractOf(x).Name)),
            Decision<TeamEvent>.Rejected rejected =>
                string.Join(' ', rejected.Reasons.Select(reason => EnumCode<RejectionCode>.Of(reason.Code))),
            _ => throw new InvalidOperationException(),
        };

    private static (RejectionCode, string?) Fault(Rejection reason) => (reason.Code, reason.Path);

    private static ImmutableArray<TeamEvent> Accepted(
        Team team, TeamCommand command, StaffPresence presence = StaffPresence.Present, DateTimeOffset? at = null) =>
        Assert.IsType<Decision<TeamEvent>.Accepted>(TeamRules.Decide(team, command, new(Manager, at ?? Now, Company, presence))).Events;

    private static ImmutableArray<Rejection> Reasons(
        Team team, TeamCommand command, StaffPresence presence = StaffPresence.Present, Actor? actor = null) =>
        Assert.IsType<Decision<TeamEvent>.Rejected>(TeamRules.Decide(team, command, new(actor ?? Manager, Now, Company, presence))).Reasons;

    private static Rejection Refused(Team team, TeamCommand command, StaffPresence presence = StaffPresence.Present, Actor? actor = null) =>
        Assert.Single(Reasons(team, command, presence, actor));
}
