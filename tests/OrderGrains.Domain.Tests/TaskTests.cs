using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

/// <summary>Whose task what is, and who is told of what.</summary>
public sealed class TaskTests : OrderSpecification
{
    [Fact]
    public void A_received_order_waits_for_any_reviewer_but_who_entered_it()
    {
        var order = Histories.Fold(Histories.Received);
        Assert.Equal(["REVIEW for ORDER_REVIEWER"], Open(order));
        Assert.Equal([Sales.Subject], OrderTasks.Of(TaskKind.Review).Excluded(order));
    }

    [Fact]
    public void A_claimed_review_is_the_claimers_alone() => Assert.Equal(["REVIEW for @zhao.reviewer"], Open(Histories.Fold(Histories.UnderReview)));

    [Fact]
    public void A_correction_is_the_task_of_who_entered_the_order_and_of_order_management() =>
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
    public void An_assignment_is_told_to_who_approves_then_to_the_team_or_to_who_proposed_it()
    {
        Assert.Equal(["ASSIGNMENT_PROPOSED to ASSIGNMENT_APPROVER"], Told(TeamSamples.Proposed, Histories.Fold(Histories.AssignmentPending)));
        Assert.Equal(
            ["ASSIGNMENT_APPROVED to PROJECT_MANAGER,DEPARTMENT_HEAD", "ASSIGNMENT_APPROVED to @wu.pm"], Told(TeamSamples.Approved, Histories.Fold(Histories.Assigned)));
        Assert.Equal(
            [$"ASSIGNMENT_REJECTED to @{Manager.Subject}"], Told(TeamSamples.Rejected, Histories.Fold([.. Histories.AssignmentPending, TeamSamples.Rejected])));
    }

    [Fact]
    public void A_formed_team_kicks_off_and_plans_as_its_project_managers_task_and_the_plan_waits_for_whoever_has_no_part_in_it()
    {
        Assert.Equal(["KICKOFF for @he.pm"], Open(Histories.Fold(Histories.TeamReady)));
        Assert.Equal(["KICKOFF_DECISION for @xu.service", "PLANNING for @he.pm"], Open(Histories.Fold(Histories.Planning)));
        Assert.Equal(
            ["MEMBER_APPROVAL for DEPARTMENT_HEAD", "KICKOFF_DECISION for @xu.service", "PLANNING for @he.pm"], Open(Histories.Fold([.. Histories.Planning, Proposal])));
        var reviewed = Histories.Fold([.. Histories.PlanReview, Histories.ApprovedByManager with { OnBehalfOf = "away" }]);
        Assert.Equal(["KICKOFF_DECISION for @xu.service", "PLAN_REVIEW for ORDER_MANAGER,SENIOR_LEADER,DEPARTMENT_HEAD"], Open(reviewed));
        Assert.Equal([ProjectManager.Subject, Service.Subject, Tech.Subject, Manager.Subject, "away"], OrderTasks.Of(TaskKind.PlanReview).Excluded(reviewed));
        Assert.Equal(["KICKOFF_DECISION for @xu.service"], Open(Histories.Fold(Histories.InExecution)));
    }

    [Fact]
    public void A_proposed_member_waits_for_the_head_of_the_department_or_the_substitute_but_for_nobody_with_a_part_in_all_that_is_proposed()
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
            Decisions = [new("a", Service.Subject, "2026-03-12"), new("b", Service.Subject, "2026-03-09"), new("c", Tech.Subject, "2026-03-08")],
        })).After;
        Assert.Equal([Day(9), Day(8)], Due(order));
        Assert.Equal(Day(8), NextAction(order).DueAt);
        order = new Given(order).When(Service, new OrderKickoffDecisionComplete(2, "done")).After;
        Assert.Equal([Day(12), Day(8)], Due(order));
        Assert.Null(NextAction(Histories.Fold(Histories.OnHold(Histories.Planning))).DueAt);

        static DateTimeOffset? Day(int day) => new DateTimeOffset(2026, 3, day, 16, 0, 0, TimeSpan.Zero); // midnight in Shanghai
        static NextAction NextAction(Order order) => OrderRules.NextActions(order, Service, Now, Policy).Single(action => action.Command == "orderKickoffDecisionComplete");
        static IEnumerable<DateTimeOffset?> Due(Order order)
        {
            var task = OrderTasks.Of(TaskKind.KickoffDecision);
            return task.Recipients(order).Select(recipient => task.DueAt(order, recipient, Policy.Deadlines.Calendar));
        }
    }

    [Fact]
    public void A_plan_is_told_to_who_decides_on_it_then_to_the_team_or_to_who_submitted_it()
    {
        Assert.Equal(["PLAN_SUBMITTED to ORDER_MANAGER,SENIOR_LEADER,DEPARTMENT_HEAD"], Told(Histories.Submittal, Histories.Fold(Histories.PlanReview)));
        Assert.Empty(Told(Histories.ApprovedByManager, Histories.Fold([.. Histories.PlanReview, Histories.ApprovedByManager])));
        Assert.Equal(
            ["PLAN_APPROVED to @he.pm", "PLAN_APPROVED to @xu.service", "PLAN_APPROVED to @gao.tech"], Told(Histories.ApprovedByLeader, Histories.Fold(Histories.InExecution)));
        var rejected = new PlanRejected(Manager.Subject, Now, 1, "too tight");
        Assert.Equal(["PLAN_REJECTED to @he.pm"], Told(rejected, Histories.Fold([.. Histories.PlanReview, rejected])));
        Assert.Equal(["TEAM_MEMBER_PROPOSED to DEPARTMENT_HEAD"], Told(Proposal, Histories.Fold([.. Histories.Planning, Proposal])));
    }

    [Fact]
    public void On_hold_the_review_waits() => Assert.Equal(["REVIEW for ORDER_REVIEWER waits"], Open(Histories.Fold(Histories.OnHold(Histories.Received))));

    [Fact]
    public void An_order_that_has_ended_is_nobodys_task()
    {
        Assert.Empty(Open(Histories.Fold(Histories.Rejected)));
        Assert.Empty(Open(Histories.Fold(Histories.Cancelled)));
        Assert.Empty(Open(Histories.Fold(Histories.Draft)));
    }

    [Fact]
    public void Every_task_has_commands_that_do_it_and_everybody_whom_it_waits_for_may_use_one_of_them()
    {
        foreach (var task in OrderTasks.All)
        {
            var steps = OrderSteps.All.Where(step => step.Task == task.Kind).ToList();
            Assert.Contains(steps, step => (step.Roles & task.Roles) == task.Roles);
            Assert.Equal(steps.Select(step => step.Command), OrderTasks.Commands(task.Kind));
        }
        Assert.Equal(Enum.GetValues<TaskKind>().Where(kind => kind != TaskKind.CustomerClaim), OrderTasks.All.Select(task => task.Kind));
    }

    [Fact]
    public void An_order_that_was_received_is_told_to_order_management_and_the_reviewers() =>
        Assert.Equal(["ORDER_RECEIVED to ORDER_MANAGER,ORDER_REVIEWER"], Told(Histories.Submitted, Histories.Fold(Histories.Received)));

    [Fact]
    public void A_returned_order_is_told_to_who_entered_it_and_a_corrected_one_to_the_reviewers()
    {
        Assert.Equal(["ORDER_RETURNED to @li.sales"], Told(Histories.Returned, Histories.Fold(Histories.Correction)));
        Assert.Equal(["ORDER_RESUBMITTED to ORDER_REVIEWER"], Told(Histories.Resubmitted, Histories.Fold(Histories.Corrected)));
    }

    [Fact]
    public void A_rejected_order_is_told_to_sales_and_to_the_customer()
    {
        var order = Histories.Fold(Histories.Rejected);
        Assert.Equal(["ORDER_REJECTED to SALES", $"ORDER_REJECTED to customer:{order.CustomerId}"], Told(new OrderRejected(Reviewer.Subject, Now, "no"), order));
    }

    [Fact]
    public void A_late_task_is_told_to_whose_it_is_then_level_by_level_upwards()
    {
        var order = Histories.Fold(Histories.UnderReview);
        Assert.Equal(["TASK_OVERDUE to @zhao.reviewer"], Told(new TaskOverdue("system", Now, TaskKind.Review, Now), order));
        Assert.Equal(
            ["TASK_ESCALATED to ORDER_MANAGER", "TASK_ESCALATED to DEPARTMENT_HEAD", "TASK_ESCALATED to SENIOR_LEADER"],
            Enumerable.Range(1, 3).SelectMany(level => Told(new TaskEscalated("system", Now, TaskKind.Review, Now, level), order)));
    }

    [Fact]
    public void Whatever_is_addressed_to_roles_reaches_whoever_holds_one_of_them()
    {
        var everything = Events.SelectMany(@event => OrderEvents.NotificationsOf(@event, Histories.Fold(Histories.Received)))
            .Concat(Enumerable.Range(1, 3).SelectMany(level => OrderEvents.NotificationsOf(new TaskEscalated("system", Now, TaskKind.Correction, Now, level), Order.None)));
        var reached = Recipient.Reaching(new("x", ~Roles.None, CustomerId: Histories.Submitted.CustomerId), NotificationRules.RolesInUse).ToHashSet();
        Assert.All(everything.Where(told => told.Recipient.Code[0] != '@'), told => Assert.Contains(told.Recipient, reached));
        Assert.Equal(["@x"], Recipient.Reaching(new("x", Roles.Auditor), NotificationRules.RolesInUse).Select(recipient => recipient.Code));
        // A customer's id counts with the customer's role alone.
        Assert.Equal(["@x"], Recipient.Reaching(new("x", Roles.Auditor, CustomerId: Histories.Submitted.CustomerId), NotificationRules.RolesInUse).Select(recipient => recipient.Code));
    }

    private static IEnumerable<string> Open(Order order) =>
        from task in OrderTasks.All
        where task.IsOpen(order)
        select $"{EnumCode<TaskKind>.Of(task.Kind)} for {string.Join(' ', task.Recipients(order))}{(task.Waits(order) ? " waits" : "")}";

    [Fact]
    public void Of_an_approved_plan_those_are_told_who_belong_to_the_team_now()
    {
        var replaced = new TeamMemberChanged(DeptHead.Subject, Now, Tech.Subject, new("next.tech", TeamRole.TechSupport, ["installs"]), false, "the keys", "promoted");
        Assert.Equal(
            ((string[])[ProjectManager.Subject, Service.Subject, "next.tech"]).Select(who => $"PLAN_APPROVED to @{who}"),
            Told(Histories.ApprovedByLeader, Histories.Fold([.. Histories.PlanReview, replaced, Proposal, Histories.ApprovedByManager, Histories.ApprovedByLeader])));
    }

    private static IEnumerable<string> Told(OrderEvent @event, Order order) =>
        OrderEvents.NotificationsOf(@event, order).Select(told => $"{EnumCode<NotificationKind>.Of(told.Kind)} to {told.Recipient}");
}
