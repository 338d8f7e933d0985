using System.Collections.Immutable;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Formation;

public sealed class OrderTeamMemberConfirmTests : OrderSpecification
{
    private static readonly MemberForm Newcomer = new("shen.tech", "TECH_SUPPORT", ["系统部署"]);

    private static Rejection.SeparationOfDuties OwnPart(string who) => new(SodSelfApproval, "orderTeamMemberChange", who, "R4.1");

    private static OrderTeamMemberChange Change(string? person, MemberForm? member, string? note, string? reason) =>
        new(person, member, note, reason);

    [Fact]
    public void A_member_proposed_by_the_project_manager_waits_for_the_head_of_the_department()
    {
        var proposed = Given(Histories.Planning).When(ProjectManager, Change(Tech.Subject, Newcomer, "the keys", "falls ill")).After;
        Assert.Equal((true, false), (proposed.Roster.Has(Tech.Subject), proposed.Roster.Has("shen.tech")));

        var confirmed = new Given(proposed).When(DeptHead, new OrderTeamMemberConfirm("shen.tech"))
            .Happens(new TeamMemberConfirmed(DeptHead.Subject, Now, "shen.tech"));
        Assert.Equal((false, true), (confirmed.Roster.Has(Tech.Subject), confirmed.Roster.Has("shen.tech")));
        Assert.Equal(MemberStatus.Replaced, confirmed.Roster.Members[2].Status);
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void Nobody_confirms_their_own_proposal_or_membership()
    {
        foreach (var who in new[] { ProjectManager.Subject, "shen.qc" })
            Given([.. Histories.Planning, Proposal])
                .When(new(who, Roles.ProjectManager | Roles.DepartmentHead), new OrderTeamMemberConfirm("shen.qc")).Refused(OwnPart(who));
    }

    [Fact]
    public void A_substitute_confirms_a_member_for_the_absent_head_of_the_department_and_both_are_recorded()
    {
        var deputy = new Actor("deputy", Roles.DepartmentHead, OnBehalfOf: DeptHead.Subject);
        var order = Given([.. Histories.Planning, Proposal]).When(deputy, new OrderTeamMemberConfirm("shen.qc", DeptHead.Subject))
            .Happens(new TeamMemberConfirmed("deputy", Now, "shen.qc", DeptHead.Subject));
        Assert.Equal((MemberStatus.Active, "deputy", DeptHead.Subject),
            (order.Roster.Members[^1].Status, order.Roster.Members[^1].ConfirmedBy, order.Roster.Members[^1].OnBehalfOf));
        Given([.. Histories.Planning, Proposal])
            .When(deputy with { OnBehalfOf = null }, new OrderTeamMemberConfirm("shen.qc", DeptHead.Subject))
            .Refused(new Rejection.RuleBroken(NotSubstitute, "onBehalfOf", "R4.1"));
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void Substitution_does_not_let_people_confirm_their_own_proposal_or_membership()
    {
        foreach (var who in new[] { ProjectManager.Subject, "shen.qc" })
        {
            Given([.. Histories.Planning, Proposal]).When(DeptHead with { OnBehalfOf = who }, new OrderTeamMemberConfirm("shen.qc", who))
                .Refused(OwnPart(who));
            Given([.. Histories.Planning, Proposal])
                .When(DeptHead with { Subject = who, OnBehalfOf = "away" }, new OrderTeamMemberConfirm("shen.qc", "away"))
                .Refused(OwnPart(who));
        }
    }

    [Fact]
    public void Only_a_proposed_member_is_confirmed()
    {
        Given(Histories.Planning).When(DeptHead, new OrderTeamMemberConfirm("shen.qc")).Refused(StateConflict);
        Given([.. Histories.Planning, Proposal]).When(DeptHead, new OrderTeamMemberConfirm(Tech.Subject)).Invalid(("person", NotOnRoster));
    }

    [Fact]
    public void A_proposal_that_no_longer_fits_the_team_is_not_confirmed_and_is_shown_to_be_blocked()
    {
        ImmutableArray<OrderEvent> proposed =
            [.. Histories.Planning, new TeamMemberChanged(ProjectManager.Subject, Now, ProjectManager.Subject,
                new("new.pm", TeamRole.ProjectManager, ["leads"]), true, "the keys", "more to do")];
        ImmutableArray<OrderEvent> overtaken =
            [.. proposed, new TeamMemberChanged(DeptHead.Subject, Now, ProjectManager.Subject,
                new("other.pm", TeamRole.ProjectManager, ["leads"]), false, "the keys", "falls ill")];

        Assert.True(Confirming(proposed).Allowed);
        Assert.Equal([new Blocker(Contradiction, "person", "R4.1")], Confirming(overtaken).Blockers);
        Given(overtaken).When(DeptHead, new OrderTeamMemberConfirm("new.pm"))
            .Refused(new Rejection.Invalid(Contradiction, "person", "one PROJECT_MANAGER", "R4.1"));

        ImmutableArray<OrderEvent> another = [.. overtaken, Proposal]; // which fits
        Assert.True(Confirming(another).Allowed);
        Given(another).When(DeptHead, new OrderTeamMemberConfirm("new.pm"))
            .Refused(new Rejection.Invalid(Contradiction, "person", "one PROJECT_MANAGER", "R4.1"));
        Assert.NotEmpty(Given(another).When(DeptHead, new OrderTeamMemberConfirm("shen.qc")).Events);

        static NextAction Confirming(ImmutableArray<OrderEvent> history) =>
            OrderRules.NextActions(Histories.Fold(history), DeptHead, Now, Policy)
                .Single(action => action.Command == "orderTeamMemberConfirm");
    }
}
