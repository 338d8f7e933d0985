using System.Collections.Immutable;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.Staff.StaffSamples;

namespace OrderGrains.Domain.Tests.Staff;

public sealed class StaffTests
{
    private static readonly StaffMember Absent = StaffRules.Evolve(StaffMember.None, Set);
    private static readonly StaffMember Deputy =
        StaffRules.Evolve(StaffMember.None, Set with { Subject = "deng.deputy", Roles = [], Absences = [], LeavesOn = null });
    private static readonly DateOnly Today = new(2026, 3, 2);

    [Fact]
    public void A_head_of_department_enters_a_person_with_departments_roles_and_absences()
    {
        var set = Assert.IsType<StaffMemberChanged>(
            Assert.Single(Assert.IsType<Decision<StaffEvent>.Accepted>(
                Decide(new StaffMemberSet(Approver.Subject, Entered with { LeavesOn = "2027-01-31" }))).Events));

        Assert.Equal(EventJson.Of(Set), EventJson.Of(set));
        Assert.Equal(Roles.AssignmentApprover | Roles.DepartmentHead, Absent.Roles);
    }

    [Fact]
    public void Nobody_changes_their_own_entry_or_appoints_themselves_substitute()
    {
        Rejection.SeparationOfDuties own = new(SodSelfAppointment, "staffMemberSet", Head.Subject);
        Assert.Equal(own, Assert.Single(Refused(new StaffMemberSet(Head.Subject, Entered))));
        Assert.Equal(own, Assert.Single(
            Refused(new StaffMemberSet(Approver.Subject, Entered with { Absences = [new("2026-03-01", "2026-03-06", Head.Subject)] }))));
        Assert.Equal(NotAuthorised, Assert.Single(Refused(new StaffMemberSet(Approver.Subject, Entered), Manager)).Code);
        Assert.Equal(NotAuthorised, Assert.Single(Refused(new StaffMemberSet(Approver.Subject, Entered), new("root", Roles.Admin))).Code);
    }

    [Fact]
    public void All_faults_of_an_entry_are_reported_at_once() =>
        Assert.Equal(
            [
                (Required, "subject"), (InvalidCharacters, "member.name"), (Required, "member.departments[1]"),
                (DateOrder, "member.absences[0].to"),
                (NotADate, "member.absences[1].from"), (Required, "member.absences[1].to"), (OutOfRange, "member.leavesOn"),
            ],
            Refused(
                new StaffMemberSet(" ", new("a\0b", ["x", " "], null, [new("2026-03-02", "2026-03-01"), new("tomorrow")],
                    "1999-01-01"))).Select(reason => (reason.Code, reason.Path)));

    [Fact]
    public void A_substitute_stands_in_on_the_days_of_the_absence_in_the_roles_of_the_absent_person()
    {
        Assert.True(StaffRules.StandsIn(Absent, Deputy, Roles.AssignmentApprover, Today));
        foreach (var absence in Absent.Absences.Where(absence => absence.Substitute == Deputy.Subject))
        {
            Assert.Equal(
                [false, true, true, false],
                ((DateOnly[])[absence.From.AddDays(-1), absence.From, absence.To, absence.To.AddDays(1)])
                    .Select(day => StaffRules.StandsIn(Absent, Deputy, Roles.AssignmentApprover, day)));
        }
        Assert.False(StaffRules.StandsIn(Absent, Deputy, Roles.Finance, Today));
        Assert.False(StaffRules.StandsIn(Absent, Deputy, Roles.AssignmentApprover, new(2026, 3, 7)));
        Assert.False(StaffRules.StandsIn(Absent, Deputy with { Subject = "somebody" }, Roles.AssignmentApprover, Today));
        Assert.False(StaffRules.StandsIn(Absent, Deputy with { LeavesOn = Today.AddDays(-1) }, Roles.AssignmentApprover, Today));
        Assert.False(StaffRules.StandsIn(Absent with { LeavesOn = Today.AddDays(-1) }, Deputy, Roles.AssignmentApprover, Today));
        Assert.False(StaffRules.StandsIn(StaffMember.None, Deputy, Roles.AssignmentApprover, Today));
        Assert.False(StaffRules.StandsIn(Absent, StaffMember.None, Roles.AssignmentApprover, Today));
        Assert.Equal(Roles.AssignmentApprover,
            StaffRules.SubstitutedRoles(Absent, Deputy, Roles.AssignmentApprover | Roles.Finance, Today));
        Assert.Equal(Roles.None, StaffRules.SubstitutedRoles(Absent, Deputy, Roles.Finance, Today));
    }

    [Fact]
    public void The_company_names_its_own_departments() =>
        Assert.IsType<Decision<StaffEvent>.Accepted>(Decide(new StaffMemberSet("x", Entered with { Departments = ["宇航部"] })));

    private static Decision<StaffEvent> Decide(StaffMemberSet command, Actor? actor = null) =>
        StaffRules.Decide(StaffMember.None, command, new(actor ?? Head, Now));

    private static ImmutableArray<Rejection> Refused(StaffMemberSet command, Actor? actor = null) =>
        Assert.IsType<Decision<StaffEvent>.Rejected>(Decide(command, actor)).Reasons;
}
