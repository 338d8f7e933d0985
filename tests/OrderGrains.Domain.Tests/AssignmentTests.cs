using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class AssignmentTests : OrderSpecification
{
    private static readonly Actor ManagerAndApprover = Manager with { Roles = Roles.OrderManager | Roles.AssignmentApprover };

    [Fact]
    public void A_verified_order_is_proposed_to_a_team_with_hours_per_week_and_role_and_the_scores()
    {
        var order = Given(Histories.Verified).When(Manager, TeamSamples.Propose).Happens(TeamSamples.Proposed);

        Assert.Equal(OrderStatus.AssignmentPending, order.Status);
        Assert.Equal([new WeekHours(TeamSamples.Week, 10), new WeekHours(TeamSamples.Week.Plus(1), 37.5m)], order.Assignment.Form?.BookingFor(TeamSamples.Ordered).Weeks);
    }

    /// <summary>Must refuse 1.</summary>
    [Fact]
    public void An_order_that_is_not_verified_is_assigned_to_nobody()
    {
        foreach (var history in new[] { Histories.Received, Histories.UnderReview, Histories.Correction, Histories.Rejected, Histories.Cancelled })
        {
            var refusal = Assert.IsType<Rejection.StateConflict>(Given(history).When(Manager, TeamSamples.Propose).Refused(StateConflict));
            Assert.Equal(("assignmentPropose", "R3.2"), (refusal.Command, refusal.Clause));
        }
    }

    /// <summary>Must refuse 4.</summary>
    [Fact]
    public void A_team_has_no_order_before_the_assignment_is_approved()
    {
        var pending = Given(Histories.AssignmentPending).Order;

        Assert.Equal((OrderStatus.AssignmentPending, null), (pending.Status, pending.Assignment.Approval));
        Assert.Equal(
            ["orderHold", "orderCancellationRequest", "assignmentApprove", "assignmentReject"],
            OrderRules.NextActions(pending, Approver, Now, Policy).Select(action => action.Command));
        Given(Histories.Verified).When(Approver, new AssignmentApprove(null)).Refused(StateConflict);
    }

    [Fact]
    public void A_cancelled_order_holds_no_capacity_of_its_team_any_more()
    {
        foreach (var history in new[] { Histories.AssignmentPending, Histories.Assigned })
        {
            Assert.True(AssignmentRules.HoldsCapacity(Histories.Fold(history), TeamSamples.Id));
            Assert.False(AssignmentRules.HoldsCapacity(Histories.Fold(history), TeamSamples.OtherId));
            var cancelled = Histories.Fold([.. Histories.AskedToCancel(history), new OrderCancelled(Manager.Subject, Now, null)]);
            Assert.False(AssignmentRules.HoldsCapacity(cancelled, TeamSamples.Id));
        }
    }

    [Fact]
    public void Somebody_else_approves_and_the_team_has_the_order()
    {
        var order = Given(Histories.AssignmentPending).When(Approver, new AssignmentApprove(null), lookups: new() { TeamMembers = ["wu.pm"] })
            .Happens(TeamSamples.Approved with { DueUnit = TimeUnit.WorkingTime });

        Assert.Equal((OrderStatus.Assigned, Approver.Subject), (order.Status, order.Assignment.Approval?.By));
        Assert.Equal(TeamSamples.Approved.DueAt, order.DueAt(TaskKind.TeamFormation)); // three working days
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void Whoever_proposed_a_team_does_not_approve_or_reject_it()
    {
        Rejection.SeparationOfDuties own = new(SodSelfApproval, "assignmentPropose", Manager.Subject, "R3.2");
        Given(Histories.AssignmentPending).When(ManagerAndApprover, new AssignmentApprove(null)).Refused(own);
        Given(Histories.AssignmentPending).When(ManagerAndApprover, new AssignmentReject("no")).Refused(own);

        // Nor the next proposal, which is somebody else's.
        var again = Given([.. Histories.AssignmentPending, TeamSamples.Rejected, TeamSamples.Proposed with { By = "other.manager" }]);
        again.When(ManagerAndApprover, new AssignmentApprove(null)).Refused(own);
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void Whoever_entered_the_order_does_not_approve_its_assignment_whatever_else_the_person_is()
    {
        var everything = Sales with { Roles = ~Roles.None };
        Given(Histories.AssignmentPending).When(everything, new AssignmentApprove(null))
            .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "orderSubmit", Sales.Subject, "R3.2"));
        Given(Histories.AssignmentPending).When(new("root", Roles.Admin), new AssignmentApprove(null)).Refused(NotAuthorised);
    }

    [Fact]
    public void A_lower_ranked_team_needs_a_reason()
    {
        var lower = TeamSamples.Propose with { Team = TeamSamples.South };
        Given(Histories.Verified).When(Manager, lower).Refused(new Rejection.Invalid(Required, "reason", null, "R3.1.2"));

        Assert.Equal("knows the customer", Given(Histories.Verified).When(Manager, lower with { Reason = " knows the customer " }).After.Assignment.Form?.Reason);
    }

    [Fact]
    public void A_rejected_assignment_opens_the_order_to_another_proposal()
    {
        var order = Given(Histories.AssignmentPending).When(Approver, new AssignmentReject("the team is needed elsewhere")).Happens(TeamSamples.Rejected);

        Assert.Equal((OrderStatus.Verified, null), (order.Status, order.Assignment.Form));
        Assert.Equal((TeamSamples.Information.Name, "the team is needed elsewhere"), (order.Assignment.Refusals[0].TeamName, order.Assignment.Refusals[0].Reason));
        Given(Histories.AssignmentPending).When(Approver, new AssignmentReject(" ")).Invalid(("reason", Required));
        Assert.Equal(OrderStatus.AssignmentPending, Given([.. Histories.AssignmentPending, TeamSamples.Rejected]).When(Manager, TeamSamples.Propose).After.Status);
    }

    [Fact]
    public void An_assignment_beyond_the_capacity_is_confirmed_with_a_reason_of_its_own()
    {
        var beyond = Given([.. Histories.Verified, TeamSamples.ProposedBeyond]);

        beyond.When(Approver, new AssignmentApprove(null)).Refused(new Rejection.Invalid(Required, "overCommitReason", null, "R3.1.1"));
        Assert.Equal("worth it", beyond.When(Approver, new AssignmentApprove("worth it")).After.Assignment.Approval?.OverCommitReason);
        Given(Histories.AssignmentPending).When(Approver, new AssignmentApprove("worth it")).Invalid(("overCommitReason", Contradiction));
    }

    [Fact]
    public void A_substitute_approves_for_an_absent_approver_and_both_are_recorded()
    {
        var deputy = new Actor("deng.deputy", Roles.AssignmentApprover, OnBehalfOf: Approver.Subject);
        var order = Given(Histories.AssignmentPending).When(deputy, new AssignmentApprove(null, Approver.Subject)).After;

        Assert.Equal(("deng.deputy", Approver.Subject), (order.Assignment.Approval?.By, order.Assignment.Approval?.OnBehalfOf));
        Given(Histories.AssignmentPending).When(deputy with { OnBehalfOf = null }, new AssignmentApprove(null, Approver.Subject)).Refused(new Rejection.RuleBroken(NotSubstitute, "onBehalfOf", "R3.2"));
        Given(Histories.AssignmentPending).When(deputy with { OnBehalfOf = "another" }, new AssignmentReject("no", Approver.Subject)).Refused(NotSubstitute);
    }

    [Fact]
    public void Nobody_has_the_own_proposal_approved_by_a_substitute() =>
        Given(Histories.AssignmentPending).When(Approver with { OnBehalfOf = Manager.Subject }, new AssignmentApprove(null, Manager.Subject))
            .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "assignmentPropose", Manager.Subject, "R3.2"));

    [Fact]
    public void Everything_that_is_wrong_with_the_form_is_said_at_once()
    {
        var week = TeamSamples.Week;
        var bad = TeamSamples.Propose with
        {
            Work =
            [
                new("2026-W54", TeamRole.ServiceStaff, 8), new(week.Plus(-1).ToString(), TeamRole.ServiceStaff, 8), new(week.Plus(261).ToString(), TeamRole.ServiceStaff, 8),
                new(week.ToString(), null, -8), new(week.ToString(), TeamRole.TeamQc, 1.005m), new(week.ToString(), TeamRole.TechSupport, 8), new(week.ToString(), TeamRole.TechSupport, 8),
                new(null, TeamRole.Other, 10_001), null!, // as JSON may have it
            ],
            Reason = new string('r', 4_001),
        };
        Given(Histories.Verified).When(Manager, bad).Invalid(
            ("work[0].week", NotADate), ("work[1].week", OutOfRange), ("work[2].week", OutOfRange), ("work[3].role", Required), ("work[3].hours", OutOfRange),
            ("work[4].hours", TooManyDecimals), ("work[6].week", Contradiction), ("work[7].week", Required), ("work[7].hours", OutOfRange),
            ("work[8].week", Required), ("work[8].role", Required), ("work[8].hours", Required), ("reason", TooLong));
        Given(Histories.Verified).When(Manager, TeamSamples.Propose with { Work = [] }).Invalid(("work", Required));
        Given(Histories.Verified).When(Manager, TeamSamples.Propose with { Team = TeamId.OfKey("x", "y", "z") }).Invalid(("teamId", NotFound));
    }

    [Fact]
    public void A_proposal_waits_for_holds_and_cancellations_and_for_an_order_manager()
    {
        Given(Histories.OnHold(Histories.Verified)).When(Manager, TeamSamples.Propose).Refused(OrderOnHold);
        Given(Histories.AskedToCancel(Histories.AssignmentPending)).When(Approver, new AssignmentApprove(null)).Refused(CancellationInAssessment);
        Given(Histories.Verified).When(Sales, TeamSamples.Propose).Refused(new Rejection.NotAuthorised(NotAuthorised, Roles.OrderManager, "R3.2"));
        Given(Histories.AssignmentPending).When(Manager, new AssignmentApprove(null)).Refused(NotAuthorised);
    }

    [Fact]
    public void A_cancelled_order_says_whose_capacity_is_given_back()
    {
        var cancelled = Given(Histories.AskedToCancel(Histories.Assigned)).When(Manager, new OrderCancellationDecide(true, null));

        Assert.Equal(new AssignmentReference(TeamSamples.Id, TeamSamples.North), Assert.IsType<OrderCancelled>(Assert.Single(cancelled.Events)).Assignment);
    }

    [Fact]
    public void How_hours_are_written_is_not_part_of_a_proposal()
    {
        var propose = TeamSamples.Propose;
        var other = propose with { Work = [.. propose.Work.Select(work => work with { Hours = work.Hours + 0.000m })] };

        Assert.Equal(OrderFingerprint.Of(propose), OrderFingerprint.Of(other));
        Assert.NotEqual(OrderFingerprint.Of(propose), OrderFingerprint.Of(propose with { OverCommitReason = "x" }));
    }
}
