using System.Collections.Immutable;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.Staff.StaffSamples;

namespace OrderGrains.Domain.Tests.Staff;

public sealed class StaffMemberSetTests
{
    private static readonly StaffMember Absent = StaffRules.Evolve(StaffMember.None, Set);

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
    public void The_company_names_its_own_departments() =>
        Assert.IsType<Decision<StaffEvent>.Accepted>(Decide(new StaffMemberSet("x", Entered with { Departments = ["宇航部"] })));

    private static Decision<StaffEvent> Decide(StaffMemberSet command, Actor? actor = null) =>
        StaffRules.Decide(StaffMember.None, command, new(actor ?? Head, Now));

    private static ImmutableArray<Rejection> Refused(StaffMemberSet command, Actor? actor = null) =>
        Assert.IsType<Decision<StaffEvent>.Rejected>(Decide(command, actor)).Reasons;
}
