using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class TeamFormationTests : OrderSpecification
{
    private static readonly MemberForm Newcomer = new("shen.tech", "TECH_SUPPORT", ["系统部署"]);

    private static Rejection.SeparationOfDuties OwnPart(string who) => new(SodSelfApproval, "orderTeamMemberChange", who, "R4.1");

    private static OrderTeamMemberChange Change(string? person, MemberForm? member, string? note, string? reason) => new(person, member, note, reason);

    [Fact]
    public void Nobody_joins_who_is_not_with_the_company()
    {
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members), lookups: new()
        {
            Staff = new Dictionary<string, StaffPresence> { [ProjectManager.Subject] = StaffPresence.Present, [Service.Subject] = StaffPresence.Left }.ToImmutableDictionary(),
        })
            .Invalid(("members[1].person", PersonLeft), ("members[2].person", UnknownCode));
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members), lookups: DecisionLookups.None).Invalid(Members.Select((_, i) => ((string?)$"members[{i}].person", UnknownCode)));
        Given(Histories.Planning).When(DeptHead, Change(null, Newcomer, null, "x"), lookups: new()
        {
            Staff = ImmutableDictionary<string, StaffPresence>.Empty.Add(Newcomer.Person!, StaffPresence.Left), // The newcomer has a name.
        }).Invalid(("member.person", PersonLeft));
    }

    [Fact]
    public void A_team_is_formed_with_everybodys_duties()
    {
        var order = Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members)).Happens(Histories.TeamFormed);
        Assert.Equal((OrderStatus.TeamReady, ProjectManager.Subject), (order.Status, order.Roster.ProjectManager));
        Assert.All(order.Roster.Members, member => Assert.Equal((MemberStatus.Confirmed, Now), (member.Status, member.Since)));
    }

    /// <summary>Must refuse 5.</summary>
    [Theory]
    [InlineData(0, "PROJECT_MANAGER"), InlineData(1, "SERVICE_STAFF"), InlineData(2, "TECH_SUPPORT")]
    public void A_team_is_not_formed_without_project_manager_service_staff_and_technical_support(int without, string missing) =>
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members.RemoveAt(without))).Refused(new Rejection.Invalid(RoleMissing, "members", missing, "R4.1"));

    [Fact]
    public void A_team_has_one_project_manager() =>
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members.Add(new("second.pm", "PROJECT_MANAGER", ["x"])))).Invalid(("members", Contradiction));

    [Fact]
    public void Everybody_on_the_team_has_a_role_and_duties_and_is_named_once() =>
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm([.. Members, new(Tech.Subject, "COOK", []), new(" ", null, ["", null]), null!])).Invalid(
            ("members[3].role", UnknownCode), ("members[3].duties", Required), ("members[4].person", Required), ("members[4].role", Required),
            ("members[4].duties[0]", Required), ("members[4].duties[1]", Required), ("members[5].person", Required), ("members[5].role", Required), ("members[5].duties", Required));

    [Fact]
    public void Nobody_is_on_the_team_twice() =>
        Given(Histories.Assigned).When(DeptHead, new OrderTeamConfirm(Members.Add(new(Tech.Subject, "TEAM_QC", ["x"])))).Invalid(("members[3].person", Contradiction));

    [Fact]
    public void A_project_manager_forms_the_own_team_only()
    {
        Assert.NotEmpty(Given(Histories.Assigned).When(ProjectManager, new OrderTeamConfirm(Members)).Events);
        Given(Histories.Assigned).When(ProjectManager with { Subject = "other.pm" }, new OrderTeamConfirm(Members)).Refused(NotTheProjectManager);
        Given(Histories.Assigned).When(Manager, new OrderTeamConfirm(Members)).Refused(NotAuthorised);
    }

    [Fact]
    public void The_clock_that_the_assignment_started_stops_when_the_team_is_formed()
    {
        Assert.NotNull(Histories.Fold(Histories.Assigned).DueAt(TaskKind.TeamFormation));
        Assert.Null(Histories.Fold(Histories.TeamReady).DueAt(TaskKind.TeamFormation));
    }

    [Fact]
    public void A_team_that_is_not_formed_in_time_is_overdue_and_escalated_level_by_level()
    {
        var order = Histories.Fold(Histories.Assigned);
        var late = Assert.IsType<Decision<OrderEvent>.Accepted>(Decide(order, new OrderDeadlinesCheck(), Actor.System, Now.AddDays(14), Policy)).Events;

        var overdue = Assert.IsType<TaskOverdue>(late[0]);
        Assert.Equal((TaskKind.TeamFormation, order.DueAt(TaskKind.TeamFormation)), (overdue.Task, (DateTimeOffset?)overdue.DueAt));
        Assert.Equal([1, 2, 3], late.Skip(1).Select(@event => Assert.IsType<TaskEscalated>(@event).Level));
        Assert.Empty(new Given(late.Aggregate(order, OrderRules.Evolve)).When(DeptHead, new OrderTeamConfirm(Members)).After.Clocks);
    }

    /// <summary>Must refuse 4.</summary>
    [Fact]
    public void A_team_does_not_start_before_the_assignment_is_approved()
    {
        foreach (var history in new[] { Histories.Verified, Histories.AssignmentPending })
            Given(history).When(DeptHead, new OrderTeamConfirm(Members)).Refused(StateConflict);
    }

    [Fact]
    public void Technical_administration_forms_no_team() =>
        Given(Histories.Assigned).When(new("root", Roles.Admin), new OrderTeamConfirm(Members)).Refused(NotAuthorised);

    [Fact]
    public void The_head_of_the_department_lets_a_member_take_over_from_another()
    {
        var order = Given(Histories.Planning).When(DeptHead, Change(Tech.Subject, Newcomer, "the keys", "falls ill"))
            .Happens(new TeamMemberChanged(DeptHead.Subject, Now, Tech.Subject, new("shen.tech", TeamRole.TechSupport, ["系统部署"]), false, "the keys", "falls ill"));
        Assert.Equal(
            [(Tech.Subject, MemberStatus.Replaced, null), ("shen.tech", MemberStatus.Active, Tech.Subject)],
            order.Roster.Members.Skip(2).Select(member => (member.Person, member.Status, member.Replaces)));
        Assert.All(order.Roster.Members.Skip(2), member => Assert.Equal(("the keys", "falls ill"), (member.HandoverNote, member.Reason)));
    }

    [Fact]
    public void Whom_the_project_manager_proposes_waits_for_the_head_of_the_department()
    {
        var proposed = Given(Histories.Planning).When(ProjectManager, Change(Tech.Subject, Newcomer, "the keys", "falls ill")).After;
        Assert.Equal((true, false), (proposed.Roster.Has(Tech.Subject), proposed.Roster.Has("shen.tech")));

        var confirmed = new Given(proposed).When(DeptHead, new OrderTeamMemberConfirm("shen.tech")).Happens(new TeamMemberConfirmed(DeptHead.Subject, Now, "shen.tech"));
        Assert.Equal((false, true), (confirmed.Roster.Has(Tech.Subject), confirmed.Roster.Has("shen.tech")));
        Assert.Equal(MemberStatus.Replaced, confirmed.Roster.Members[2].Status);
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void Nobody_confirms_the_own_proposal_or_the_own_membership()
    {
        foreach (var who in new[] { ProjectManager.Subject, "shen.qc" })
            Given([.. Histories.Planning, Proposal]).When(new(who, Roles.ProjectManager | Roles.DepartmentHead), new OrderTeamMemberConfirm("shen.qc")).Refused(OwnPart(who));
    }

    [Fact]
    public void A_substitute_confirms_a_member_for_the_absent_head_of_the_department_and_both_are_recorded()
    {
        var deputy = new Actor("deputy", Roles.DepartmentHead, OnBehalfOf: DeptHead.Subject);
        var order = Given([.. Histories.Planning, Proposal]).When(deputy, new OrderTeamMemberConfirm("shen.qc", DeptHead.Subject))
            .Happens(new TeamMemberConfirmed("deputy", Now, "shen.qc", DeptHead.Subject));
        Assert.Equal((MemberStatus.Active, "deputy", DeptHead.Subject), (order.Roster.Members[^1].Status, order.Roster.Members[^1].ConfirmedBy, order.Roster.Members[^1].OnBehalfOf));
        Given([.. Histories.Planning, Proposal]).When(deputy with { OnBehalfOf = null }, new OrderTeamMemberConfirm("shen.qc", DeptHead.Subject))
            .Refused(new Rejection.RuleBroken(NotSubstitute, "onBehalfOf", "R4.1"));
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void Nobody_has_the_own_proposal_or_the_own_membership_confirmed_by_a_substitute_or_as_one()
    {
        foreach (var who in new[] { ProjectManager.Subject, "shen.qc" })
        {
            Given([.. Histories.Planning, Proposal]).When(DeptHead with { OnBehalfOf = who }, new OrderTeamMemberConfirm("shen.qc", who)).Refused(OwnPart(who));
            Given([.. Histories.Planning, Proposal]).When(DeptHead with { Subject = who, OnBehalfOf = "away" }, new OrderTeamMemberConfirm("shen.qc", "away")).Refused(OwnPart(who));
        }
    }

    [Fact]
    public void Only_whom_somebody_proposed_is_confirmed()
    {
        Given(Histories.Planning).When(DeptHead, new OrderTeamMemberConfirm("shen.qc")).Refused(StateConflict);
        Given([.. Histories.Planning, Proposal]).When(DeptHead, new OrderTeamMemberConfirm(Tech.Subject)).Invalid(("person", NotOnRoster));
    }

    [Fact]
    public void A_member_at_work_leaves_with_a_handover_note_and_everybody_with_a_reason()
    {
        ImmutableArray<OrderEvent> history = [.. Histories.Planning, new TeamMemberChanged(DeptHead.Subject, Now, null, new("shen.tech", TeamRole.TechSupport, ["x"]), false, null, "more to do")];
        Given(history).When(ProjectManager, Change(Tech.Subject, null, null, " ")).Invalid(("handoverNote", Required), ("reason", Required));
        var order = Given(history).When(ProjectManager, Change(Tech.Subject, null, "the keys", "done")).After;
        Assert.Equal((MemberStatus.Released, "the keys"), (order.Roster.Members[2].Status, order.Roster.Members[2].HandoverNote));
        // Before the kick-off there is nothing to hand over.
        Assert.NotEmpty(Given(Histories.TeamReady).When(DeptHead, Change(Tech.Subject, Newcomer, null, "falls ill")).Events);
    }

    [Fact]
    public void A_proposal_that_no_longer_fits_the_team_is_not_confirmed_and_is_shown_to_be_blocked()
    {
        ImmutableArray<OrderEvent> proposed =
            [.. Histories.Planning, new TeamMemberChanged(ProjectManager.Subject, Now, ProjectManager.Subject, new("new.pm", TeamRole.ProjectManager, ["leads"]), true, "the keys", "more to do")];
        ImmutableArray<OrderEvent> overtaken =
            [.. proposed, new TeamMemberChanged(DeptHead.Subject, Now, ProjectManager.Subject, new("other.pm", TeamRole.ProjectManager, ["leads"]), false, "the keys", "falls ill")];

        Assert.True(Confirming(proposed).Allowed);
        Assert.Equal([new Blocker(Contradiction, "person", "R4.1")], Confirming(overtaken).Blockers);
        Given(overtaken).When(DeptHead, new OrderTeamMemberConfirm("new.pm")).Refused(new Rejection.Invalid(Contradiction, "person", "one PROJECT_MANAGER", "R4.1"));

        ImmutableArray<OrderEvent> another = [.. overtaken, Proposal]; // which fits
        Assert.True(Confirming(another).Allowed);
        Given(another).When(DeptHead, new OrderTeamMemberConfirm("new.pm")).Refused(new Rejection.Invalid(Contradiction, "person", "one PROJECT_MANAGER", "R4.1"));
        Assert.NotEmpty(Given(another).When(DeptHead, new OrderTeamMemberConfirm("shen.qc")).Events);

        static NextAction Confirming(ImmutableArray<OrderEvent> history) =>
            OrderRules.NextActions(Histories.Fold(history), DeptHead, Now, Policy).Single(action => action.Command == "orderTeamMemberConfirm");
    }

    [Fact]
    public void No_change_leaves_the_team_without_an_obligatory_role()
    {
        Given(Histories.Planning).When(DeptHead, Change(Tech.Subject, null, "the keys", "leaves"))
            .Refused(new Rejection.Invalid(RoleMissing, "person", "TECH_SUPPORT", "R4.1"));
        Given(Histories.Planning).When(DeptHead, Change(Tech.Subject, Newcomer with { Role = "TEAM_QC" }, "the keys", "leaves")).Invalid(("member", RoleMissing));
    }

    [Fact]
    public void Who_leaves_is_on_the_roster_and_who_joins_is_not()
    {
        Given(Histories.Planning).When(DeptHead, Change("nobody", null, null, "x")).Invalid(("person", NotOnRoster));
        Given(Histories.Planning).When(DeptHead, Change(null, Newcomer with { Person = Tech.Subject }, null, "x")).Invalid(("member.person", Contradiction));
        Given(Histories.Planning).When(DeptHead, Change(null, null, null, "x")).Invalid(("member", Required));
    }

    [Fact]
    public void Another_orders_project_manager_does_not_change_the_team() =>
        Given(Histories.Planning).When(ProjectManager with { Subject = "other.pm" }, Change(null, Newcomer, null, "x")).Refused(NotTheProjectManager);
}
