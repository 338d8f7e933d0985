using System.Collections.Immutable;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Planning;

public sealed class PlanApproveTests : OrderSpecification
{
    private static readonly Actor FourHats =
        new("four.hats", Roles.OrderManager | Roles.DepartmentHead | Roles.SeniorLeader | Roles.ProjectManager);
    private static readonly PlanApprove Approve = new((string?)null);

    /// <summary>Must refuse 6.</summary>
    [Fact]
    public void Execution_begins_only_with_the_approvals_of_order_management_and_a_leader()
    {
        foreach (var (first, second) in new[] { (Manager, Leader), (DeptHead, Manager), (Manager, FourHats), (FourHats, Manager),
            (FourHats, Leader) })
        {
            var once = Given(Histories.PlanReview).When(first, Approve).After;
            Assert.Equal((OrderStatus.PlanReview, null), (once.Status, once.Plan?.Baseline));
            var twice = new Given(once).When(second, Approve).After;
            Assert.Equal((OrderStatus.InExecution, new(1, 1, Now)), (twice.Status, twice.Plan?.Baseline));
            Assert.Equal([first.Subject, second.Subject], twice.Plan?.Current.Approvals.Select(approval => approval.By) ?? []);
        }
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void A_replaced_member_neither_approves_nor_rejects_the_plan()
    {
        var replaced = new TeamMemberChanged(DeptHead.Subject, Now, Tech.Subject, new("next.tech", TeamRole.TechSupport, ["installs"]),
            false, "the keys", "promoted");
        Rejection own = new Rejection.SeparationOfDuties(SodSelfApproval, "orderTeamConfirm", Tech.Subject, "R4.3");
        foreach (var command in new OrderCommand[] { Approve, new PlanReject("too tight") })
            Given([.. Histories.PlanReview, replaced]).When(Tech with { Roles = Roles.DepartmentHead }, command).Refused(own);
    }

    /// <summary>Must refuse 6.</summary>
    [Fact]
    public void Two_approvals_of_one_side_are_not_enough()
    {
        Given([.. Histories.PlanReview, Histories.ApprovedByManager]).When(Manager with { Subject = "kong.manager" }, Approve)
            .Refused(new Rejection.ApprovalRequired(PlanApprovalRequired, Roles.DepartmentHead | Roles.SeniorLeader, "R4.3"));
        Given([.. Histories.PlanReview, Histories.ApprovedByLeader with { Baseline = null }]).When(DeptHead, Approve)
            .Refused(new Rejection.ApprovalRequired(PlanApprovalRequired, Roles.OrderManager, "R4.3"));
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void Nobody_gives_both_approvals() =>
        Given(Histories.PlanReview.Add(new PlanApproved(FourHats.Subject, Now, 1, true, true, null, null))).When(FourHats, Approve)
            .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "planApprove", FourHats.Subject, "R4.3"));

    [Fact]
    public void A_substitute_approves_for_the_side_of_the_absent_one_and_neither_approves_again()
    {
        var deputy = new Actor("deputy", Roles.SeniorLeader, OnBehalfOf: "away");
        var once = Given(Histories.PlanReview).When(deputy, Approve with { OnBehalfOf = "away" })
            .Happens(new PlanApproved("deputy", Now, 1, false, true, null, null, "away"));
        Assert.Equal("away", once.Plan?.Current.Approvals[0].OnBehalfOf);
        foreach (var who in new[] { "deputy", "away" })
            new Given(once).When(Manager with { Subject = who }, Approve)
                .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "planApprove", who, "R4.3"));
        new Given(once).When(Manager with { OnBehalfOf = "away" }, Approve with { OnBehalfOf = "away" })
            .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "planApprove", "away", "R4.3"));
    }

    [Fact]
    public void Nobody_decides_on_a_plan_for_a_person_who_is_present_or_involved()
    {
        foreach (var (onBehalfOf, standsIn, refusal) in new (string, bool, Rejection)[]
        {
            ("away", false, new Rejection.RuleBroken(NotSubstitute, "onBehalfOf", "R4.3")),
            (ProjectManager.Subject, true, new Rejection.SeparationOfDuties(SodSelfApproval, "planSubmit", ProjectManager.Subject, "R4.3")),
            (Tech.Subject, true, new Rejection.SeparationOfDuties(SodSelfApproval, "orderTeamConfirm", Tech.Subject, "R4.3")),
        })
        {
            var leader = Leader with { OnBehalfOf = standsIn ? onBehalfOf : null };
            Given(Histories.PlanReview).When(leader, Approve with { OnBehalfOf = onBehalfOf }).Refused(refusal);
            Given(Histories.PlanReview).When(leader, new PlanReject("no", onBehalfOf)).Refused(refusal);
        }
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void Neither_the_submitter_nor_a_team_member_decides_on_a_plan()
    {
        foreach (OrderCommand decision in new OrderCommand[] { Approve, new PlanReject("no") })
        {
            Given(Histories.PlanReview).When(FourHats with { Subject = ProjectManager.Subject }, decision)
                .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "planSubmit", ProjectManager.Subject, "R4.3"));
            Given(Histories.PlanReview).When(FourHats with { Subject = Tech.Subject }, decision)
                .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "orderTeamConfirm", Tech.Subject, "R4.3"));
        }
    }

    [Fact]
    public void A_former_project_manager_decides_on_no_later_plan()
    {
        ImmutableArray<OrderEvent> history =
        [
            .. Histories.PlanReview, new PlanRejected(Manager.Subject, Now, 1, "too tight"),
            new TeamMemberChanged(DeptHead.Subject, Now, ProjectManager.Subject, new("second.pm", TeamRole.ProjectManager, ["x"]), false,
                "all", "leaves"),
            Histories.Submittal with { By = "second.pm", Version = 2 },
        ];
        Given(history).When(FourHats with { Subject = ProjectManager.Subject }, Approve)
            .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "planSubmit", ProjectManager.Subject, "R4.3"));
    }

    [Fact]
    public void Technical_administration_neither_submits_nor_approves()
    {
        var root = new Actor("root", Roles.Admin);
        Given(Histories.Planning).When(root, new PlanSubmit(Plan)).Refused(NotAuthorised);
        Given(Histories.PlanReview).When(root, Approve).Refused(NotAuthorised);
    }

    [Fact]
    public void A_plan_is_not_approved_when_somebody_responsible_has_left_the_team()
    {
        var change = new TeamMemberChanged(DeptHead.Subject, Now, Tech.Subject, new("shen.tech", TeamRole.TechSupport, ["x"]), false,
            "all", "leaves");
        Given([.. Histories.PlanReview, change]).When(Manager, Approve).Refused(new Rejection.RuleBroken(NotOnRoster, Clause: "R4.3"));
    }
}
