using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Orders;

public sealed class OrderTasksTests : OrderSpecification
{
    [Fact]
    public void A_received_order_waits_for_any_reviewer_but_the_enterer()
    {
        var order = Histories.Fold(Histories.Received);
        Assert.Equal(["REVIEW for ORDER_REVIEWER"], Open(order));
        Assert.Equal([Sales.Subject], OrderTasks.Of(TaskKind.Review).Excluded(order));
    }

    [Fact]
    public void A_claimed_review_is_the_claimers_alone() =>
        Assert.Equal(["REVIEW for @zhao.reviewer"], Open(Histories.Fold(Histories.UnderReview)));

    [Fact]
    public void A_correction_is_a_task_of_the_enterer_and_of_order_management() =>
        Assert.Equal(["CORRECTION for ORDER_MANAGER @li.sales"], Open(Histories.Fold(Histories.Correction)));

    [Fact]
    public void A_cancellation_is_decided_on_by_order_management_and_the_review_waits_meanwhile()
    {
        var order = Histories.Fold(Histories.AskedToCancel(Histories.Received));
        Assert.Equal(["REVIEW for ORDER_REVIEWER waits", "CANCELLATION for ORDER_MANAGER"], Open(order));
        Assert.Equal([Sales.Subject], OrderTasks.Of(TaskKind.Cancellation).Excluded(order));
    }

    [Fact]
    public void A_verified_order_waits_for_a_proposal_then_for_somebody_elses_approval_then_for_its_team()
    {
        Assert.Equal(["ASSIGNMENT for ORDER_MANAGER"], Open(Histories.Fold(Histories.Verified)));
        var pending = Histories.Fold(Histories.AssignmentPending);
        Assert.Equal(["ASSIGNMENT_APPROVAL for ASSIGNMENT_APPROVER"], Open(pending));
        Assert.Equal([Manager.Subject, Sales.Subject], OrderTasks.Of(TaskKind.AssignmentApproval).Excluded(pending));
        Assert.Equal(["TEAM_FORMATION for PROJECT_MANAGER,DEPARTMENT_HEAD"], Open(Histories.Fold(Histories.Assigned)));
    }

    [Fact]
    public void The_project_manager_kicks_off_and_plans_and_independent_people_decide_on_the_plan()
    {
        Assert.Equal(["KICKOFF for @he.pm"], Open(Histories.Fold(Histories.TeamReady)));
        Assert.Equal(["KICKOFF_DECISION for @xu.service", "PLANNING for @he.pm"], Open(Histories.Fold(Histories.Planning)));
        Assert.Equal(
            ["MEMBER_APPROVAL for DEPARTMENT_HEAD", "KICKOFF_DECISION for @xu.service", "PLANNING for @he.pm"],
            Open(Histories.Fold([.. Histories.Planning, Proposal])));
        var reviewed = Histories.Fold([.. Histories.PlanReview, Histories.ApprovedByManager with { OnBehalfOf = "away" }]);
        Assert.Equal(["KICKOFF_DECISION for @xu.service", "PLAN_REVIEW for ORDER_MANAGER,SENIOR_LEADER,DEPARTMENT_HEAD"], Open(reviewed));
        Assert.Equal([ProjectManager.Subject, Service.Subject, Tech.Subject, Manager.Subject, "away"],
            OrderTasks.Of(TaskKind.PlanReview).Excluded(reviewed));
        Assert.Equal(["KICKOFF_DECISION for @xu.service"], Open(Histories.Fold(Histories.InExecution)));
    }

    [Fact]
    public void A_proposed_member_waits_for_an_independent_head_of_department_or_substitute()
    {
        var task = OrderTasks.Of(TaskKind.MemberApproval);
        Assert.True(task.ForAbsent);
        Assert.Equal([ProjectManager.Subject, "shen.qc"], task.Excluded(Histories.Fold([.. Histories.Planning, Proposal])));
        var other = Proposal with { Joined = new("fan.qc", TeamRole.TeamQc, ["x"]) };
        Assert.Equal([ProjectManager.Subject], task.Excluded(Histories.Fold([.. Histories.Planning, Proposal, other])));
        Assert.Empty(task.Excluded(Histories.Fold([.. Histories.Planning, Proposal, other with { By = "second.pm" }])));
    }

    [Fact]
    public void A_decision_of_the_kickoff_is_due_when_the_first_of_its_owners_days_is_over_in_the_company()
    {
        var order = Given(Histories.TeamReady).When(ProjectManager, new OrderKickoffHold(Meeting with
        {
            Decisions =
                [new("a", Service.Subject, "2026-03-12"), new("b", Service.Subject, "2026-03-09"), new("c", Tech.Subject, "2026-03-08")],
        })).After;
        Assert.Equal([Day(9), Day(8)], Due(order));
        Assert.Equal(Day(8), NextAction(order).DueAt);
        order = new Given(order).When(Service, new OrderKickoffDecisionComplete(2, "done")).After;
        Assert.Equal([Day(12), Day(8)], Due(order));
        Assert.Null(NextAction(Histories.Fold(Histories.OnHold(Histories.Planning))).DueAt);

        static DateTimeOffset? Day(int day) => new DateTimeOffset(2026, 3, day, 16, 0, 0, TimeSpan.Zero); // midnight in Shanghai
        static NextAction NextAction(Order order) =>
            OrderRules.NextActions(order, Service, Now, Policy).Single(action => action.Command == "orderKickoffDecisionComplete");
        static IEnumerable<DateTimeOffset?> Due(Order order)
        {
            var task = OrderTasks.Of(TaskKind.KickoffDecision);
            return task.Recipients(order).Select(recipient => task.DueAt(order, recipient, Policy.Deadlines.Calendar));
        }
    }

    [Fact]
    public void On_hold_the_review_waits() =>
        Assert.Equal(["REVIEW for ORDER_REVIEWER waits"], Open(Histories.Fold(Histories.OnHold(Histories.Received))));

    [Fact]
    public void An_ended_order_has_no_open_tasks()
    {
        Assert.Empty(Open(Histories.Fold(Histories.Rejected)));
        Assert.Empty(Open(Histories.Fold(Histories.Cancelled)));
        Assert.Empty(Open(Histories.Fold(Histories.Draft)));
    }

    [Fact]
    public void Every_task_has_commands_and_all_of_its_roles_may_use_one_of_them()
    {
        foreach (var task in OrderTasks.All)
        {
            var steps = OrderSteps.All.Where(step => step.Task == task.Kind).ToList();
            Assert.Contains(steps, step => (step.Roles & task.Roles) == task.Roles);
            Assert.Equal(steps.Select(step => step.Command), OrderTasks.Commands(task.Kind));
        }
        Assert.Equal(Enum.GetValues<TaskKind>().Where(kind => kind != TaskKind.CustomerClaim), OrderTasks.All.Select(task => task.Kind));
    }

    private static IEnumerable<string> Open(Order order) =>
        from task in OrderTasks.All
        where task.IsOpen(order)
        select $"{EnumCode<TaskKind>.Of(task.Kind)} for {string.Join(' ', task.Recipients(order))}{(task.Waits(order) ? " waits" : "")}";
}
