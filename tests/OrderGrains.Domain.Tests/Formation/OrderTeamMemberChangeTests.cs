using System.Collections.Immutable;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Formation;

public sealed class OrderTeamMemberChangeTests : OrderSpecification
{
    private static readonly MemberForm Newcomer = new("shen.tech", "TECH_SUPPORT", ["系统部署"]);

    private static OrderTeamMemberChange Change(string? person, MemberForm? member, string? note, string? reason) =>
        new(person, member, note, reason);

    [Fact]
    public void The_head_of_the_department_lets_a_member_take_over_from_another()
    {
        var order = Given(Histories.Planning).When(DeptHead, Change(Tech.Subject, Newcomer, "the keys", "falls ill"))
            .Happens(new TeamMemberChanged(DeptHead.Subject, Now, Tech.Subject, new("shen.tech", TeamRole.TechSupport, ["系统部署"]), false,
                "the keys", "falls ill"));
        Assert.Equal(
            [(Tech.Subject, MemberStatus.Replaced, null), ("shen.tech", MemberStatus.Active, Tech.Subject)],
            order.Roster.Members.Skip(2).Select(member => (member.Person, member.Status, member.Replaces)));
        Assert.All(order.Roster.Members.Skip(2), member => Assert.Equal(("the keys", "falls ill"), (member.HandoverNote, member.Reason)));
    }

    [Fact]
    public void A_member_at_work_leaves_with_a_handover_note_and_everybody_with_a_reason()
    {
        ImmutableArray<OrderEvent> history = [.. Histories.Planning,
            new TeamMemberChanged(DeptHead.Subject, Now, null, new("shen.tech", TeamRole.TechSupport, ["x"]), false, null, "more to do")];
        Given(history).When(ProjectManager, Change(Tech.Subject, null, null, " "))
            .Invalid(("handoverNote", Required), ("reason", Required));
        var order = Given(history).When(ProjectManager, Change(Tech.Subject, null, "the keys", "done")).After;
        Assert.Equal((MemberStatus.Released, "the keys"), (order.Roster.Members[2].Status, order.Roster.Members[2].HandoverNote));
        // Before the kick-off there is nothing to hand over.
        Assert.NotEmpty(Given(Histories.TeamReady).When(DeptHead, Change(Tech.Subject, Newcomer, null, "falls ill")).Events);
    }

    [Fact]
    public void No_change_leaves_the_team_without_an_obligatory_role()
    {
        Given(Histories.Planning).When(DeptHead, Change(Tech.Subject, null, "the keys", "leaves"))
            .Refused(new Rejection.Invalid(RoleMissing, "person", "TECH_SUPPORT", "R4.1"));
        Given(Histories.Planning).When(DeptHead, Change(Tech.Subject, Newcomer with { Role = "TEAM_QC" }, "the keys", "leaves"))
            .Invalid(("member", RoleMissing));
    }

    [Fact]
    public void A_leaving_person_is_on_the_roster_and_a_joining_person_is_not()
    {
        Given(Histories.Planning).When(DeptHead, Change("nobody", null, null, "x")).Invalid(("person", NotOnRoster));
        Given(Histories.Planning).When(DeptHead, Change(null, Newcomer with { Person = Tech.Subject }, null, "x"))
            .Invalid(("member.person", Contradiction));
        Given(Histories.Planning).When(DeptHead, Change(null, null, null, "x")).Invalid(("member", Required));
    }

    [Fact]
    public void Another_orders_project_manager_does_not_change_the_team() =>
        Given(Histories.Planning).When(ProjectManager with { Subject = "other.pm" }, Change(null, Newcomer, null, "x"))
            .Refused(NotTheProjectManager);
}
