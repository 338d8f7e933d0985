using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Notifications;

public sealed class NotificationTests : OrderSpecification
{
    [Fact]
    public void An_assignment_notifies_the_approvers_and_then_the_team_or_the_proposer()
    {
        Assert.Equal(["ASSIGNMENT_PROPOSED to ASSIGNMENT_APPROVER"],
            NotificationsOf(TeamSamples.Proposed, Histories.Fold(Histories.AssignmentPending)));
        Assert.Equal(
            ["ASSIGNMENT_APPROVED to PROJECT_MANAGER,DEPARTMENT_HEAD", "ASSIGNMENT_APPROVED to @wu.pm"],
            NotificationsOf(TeamSamples.Approved, Histories.Fold(Histories.Assigned)));
        Assert.Equal(
            [$"ASSIGNMENT_REJECTED to @{Manager.Subject}"],
            NotificationsOf(TeamSamples.Rejected, Histories.Fold([.. Histories.AssignmentPending, TeamSamples.Rejected])));
    }

    [Fact]
    public void A_plan_notifies_its_deciders_and_then_the_team_or_the_submitter()
    {
        Assert.Equal(["PLAN_SUBMITTED to ORDER_MANAGER,SENIOR_LEADER,DEPARTMENT_HEAD"],
            NotificationsOf(Histories.Submittal, Histories.Fold(Histories.PlanReview)));
        Assert.Empty(NotificationsOf(Histories.ApprovedByManager, Histories.Fold([.. Histories.PlanReview, Histories.ApprovedByManager])));
        Assert.Equal(
            ["PLAN_APPROVED to @he.pm", "PLAN_APPROVED to @xu.service", "PLAN_APPROVED to @gao.tech"],
            NotificationsOf(Histories.ApprovedByLeader, Histories.Fold(Histories.InExecution)));
        var rejected = new PlanRejected(Manager.Subject, Now, 1, "too tight");
        Assert.Equal(["PLAN_REJECTED to @he.pm"], NotificationsOf(rejected, Histories.Fold([.. Histories.PlanReview, rejected])));
        Assert.Equal(["TEAM_MEMBER_PROPOSED to DEPARTMENT_HEAD"],
            NotificationsOf(Proposal, Histories.Fold([.. Histories.Planning, Proposal])));
    }

    [Fact]
    public void Order_management_and_the_reviewers_are_notified_of_a_received_order() =>
        Assert.Equal(["ORDER_RECEIVED to ORDER_MANAGER,ORDER_REVIEWER"],
            NotificationsOf(Histories.Submitted, Histories.Fold(Histories.Received)));

    [Fact]
    public void The_enterer_is_notified_of_a_returned_order_and_the_reviewers_of_a_corrected_one()
    {
        Assert.Equal(["ORDER_RETURNED to @li.sales"], NotificationsOf(Histories.Returned, Histories.Fold(Histories.Correction)));
        Assert.Equal(["ORDER_RESUBMITTED to ORDER_REVIEWER"], NotificationsOf(Histories.Resubmitted, Histories.Fold(Histories.Corrected)));
    }

    [Fact]
    public void Sales_and_the_customer_are_notified_of_a_rejected_order()
    {
        var order = Histories.Fold(Histories.Rejected);
        Assert.Equal(["ORDER_REJECTED to SALES", $"ORDER_REJECTED to customer:{order.CustomerId}"],
            NotificationsOf(new OrderRejected(Reviewer.Subject, Now, "no"), order));
    }

    [Fact]
    public void A_late_task_notifies_its_owner_and_then_the_levels_above()
    {
        var order = Histories.Fold(Histories.UnderReview);
        Assert.Equal(["TASK_OVERDUE to @zhao.reviewer"], NotificationsOf(new TaskOverdue("system", Now, TaskKind.Review, Now), order));
        Assert.Equal(
            ["TASK_ESCALATED to ORDER_MANAGER", "TASK_ESCALATED to DEPARTMENT_HEAD", "TASK_ESCALATED to SENIOR_LEADER"],
            Enumerable.Range(1, 3)
                .SelectMany(level => NotificationsOf(new TaskEscalated("system", Now, TaskKind.Review, Now, level), order)));
    }

    [Fact]
    public void Notifications_to_roles_reach_every_holder_of_a_role()
    {
        var everything = Events.SelectMany(@event => OrderEvents.NotificationsOf(@event, Histories.Fold(Histories.Received)))
            .Concat(Enumerable.Range(1, 3).SelectMany(level =>
                OrderEvents.NotificationsOf(new TaskEscalated("system", Now, TaskKind.Correction, Now, level), Order.None)));
        var reached = Recipient.Reaching(new("x", ~Roles.None, CustomerId: Histories.Submitted.CustomerId), NotificationRules.RolesInUse)
            .ToHashSet();
        Assert.All(everything.Where(told => told.Recipient.Code[0] != '@'), told => Assert.Contains(told.Recipient, reached));
        Assert.Equal(["@x"], Recipient.Reaching(new("x", Roles.Auditor), NotificationRules.RolesInUse).Select(recipient => recipient.Code));
        // A customer's id counts with the customer's role alone.
        Assert.Equal(["@x"], Recipient.Reaching(new("x", Roles.Auditor, CustomerId: Histories.Submitted.CustomerId),
            NotificationRules.RolesInUse).Select(recipient => recipient.Code));
    }

    [Fact]
    public void The_current_team_is_notified_of_an_approved_plan()
    {
        var replaced = new TeamMemberChanged(DeptHead.Subject, Now, Tech.Subject, new("next.tech", TeamRole.TechSupport, ["installs"]),
            false, "the keys", "promoted");
        Assert.Equal(
            ((string[])[ProjectManager.Subject, Service.Subject, "next.tech"]).Select(who => $"PLAN_APPROVED to @{who}"),
            NotificationsOf(Histories.ApprovedByLeader,
                Histories.Fold([.. Histories.PlanReview, replaced, Proposal, Histories.ApprovedByManager, Histories.ApprovedByLeader])));
    }

    private static IEnumerable<string> NotificationsOf(OrderEvent @event, Order order) =>
        OrderEvents.NotificationsOf(@event, order).Select(told => $"{EnumCode<NotificationKind>.Of(told.Kind)} to {told.Recipient}");
}
