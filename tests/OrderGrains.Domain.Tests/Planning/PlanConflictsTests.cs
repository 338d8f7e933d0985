using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Planning;

/// <summary>Conflicts of a plan with absences and with the capacity of its team (R4.3).</summary>
public sealed class PlanConflictsTests
{
    private static readonly PlanContent Planned = Histories.Submittal.Plan;
    private static readonly BusinessCalendar Worked = Policy.Deadlines.Calendar;
    private static readonly Team Free = Team.None with { Capacity = new(1_000, []) };

    [Fact]
    public void A_plan_of_present_people_with_time_has_no_conflicts() =>
        Assert.Empty(PlanConflicts.Of(Planned,
            new Dictionary<string, StaffMember> { [Tech.Subject] = Somebody(new(2026, 3, 1), new(2026, 5, 10)) }, Free, null, Worked, Now));

    [Fact]
    public void An_owner_who_is_absent_or_leaves_during_a_task_is_a_conflict() =>
        Assert.Equal(
            [
                new(PlanConflictKind.OwnerAbsent, "1.1", Service.Subject, new(2026, 4, 10), new(2026, 4, 10)),
                new(PlanConflictKind.OwnerAbsent, "2", Tech.Subject, new(2026, 6, 1), new(2026, 6, 30)),
            ],
            PlanConflicts.Of(Planned, new Dictionary<string, StaffMember>
            {
                [Service.Subject] = Somebody(new(2026, 4, 10), new(2026, 5, 31)),
                [Tech.Subject] = StaffMember.None with { LeavesOn = new(2026, 5, 31) },
            }, Free, null, Worked, Now));

    [Fact]
    public void An_absence_on_days_off_conflicts_only_with_a_task_on_such_days()
    {
        var (saturday, sunday) = (new DateOnly(2026, 4, 11), new DateOnly(2026, 4, 12));
        PlanConflict[] Of(DateOnly from, DateOnly to, StaffMember owner) =>
        [
            .. PlanConflicts.Of(
                Planned with { Tasks = [Planned.Tasks[1] with { StartsOn = from, EndsOn = to }], Weeks = [] },
                new Dictionary<string, StaffMember> { [Service.Subject] = owner }, Free, null, Worked, Now),
        ];

        Assert.Empty(Of(saturday.AddDays(-5), sunday.AddDays(2), Somebody(saturday, sunday)));
        Assert.Empty(Of(saturday.AddDays(-5), sunday, StaffMember.None with { LeavesOn = saturday.AddDays(-1) }));
        var seen = Assert.Single(Of(sunday.AddDays(-6), sunday.AddDays(2), Somebody(sunday, sunday.AddDays(1))));
        Assert.Equal((sunday, sunday.AddDays(1)), (seen.From, seen.To));
        Assert.Single(Of(saturday, sunday, Somebody(saturday, saturday))); // a cut-over at the weekend
    }

    [Fact]
    public void A_week_in_which_the_team_has_too_little_time_left_is_named()
    {
        var week = IsoWeek.Of(new(2026, 4, 1));
        var own = new Reservation(TeamSamples.BookingOf(TeamSamples.Id, 10) with { Weeks = [new(week, 30)] }, null);
        var other = new Reservation(TeamSamples.BookingOf(TeamSamples.OtherId, 10) with { Weeks = [new(week, 971)] }, null);
        var conflict = Assert.Single(
            PlanConflicts.Of(Planned, new Dictionary<string, StaffMember>(), Free with { Reservations = [own, other] }, TeamSamples.Id,
                Worked, Now));
        Assert.Equal(new(PlanConflictKind.TeamOverloaded, null, null, new(2026, 3, 30), new(2026, 4, 5), 30m, 29m), conflict);
    }

    private static StaffMember Somebody(DateOnly from, DateOnly to) => StaffMember.None with { Absences = [new(from, to, null)] };
}
