using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Assignment;

public sealed class AssignmentApproveTests : OrderSpecification
{
    private static readonly Actor ManagerAndApprover = Manager with { Roles = Roles.OrderManager | Roles.AssignmentApprover };

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
    public void Somebody_else_approves_and_the_team_has_the_order()
    {
        var order = Given(Histories.AssignmentPending)
            .When(Approver, new AssignmentApprove(null), lookups: new() { TeamMembers = ["wu.pm"] })
            .Happens(TeamSamples.Approved with { DueUnit = TimeUnit.WorkingTime });

        Assert.Equal((OrderStatus.Assigned, Approver.Subject), (order.Status, order.Assignment.Approval?.By));
        Assert.Equal(TeamSamples.Approved.DueAt, order.DueAt(TaskKind.TeamFormation)); // three working days
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void The_proposer_of_a_team_does_not_approve_or_reject_it()
    {
        Rejection.SeparationOfDuties own = new(SodSelfApproval, "assignmentPropose", Manager.Subject, "R3.2");
        Given(Histories.AssignmentPending).When(ManagerAndApprover, new AssignmentApprove(null)).Refused(own);
        Given(Histories.AssignmentPending).When(ManagerAndApprover, new AssignmentReject("no")).Refused(own);

        // The same holds for the next proposal, which another person made.
        var again = Given([.. Histories.AssignmentPending, TeamSamples.Rejected, TeamSamples.Proposed with { By = "other.manager" }]);
        again.When(ManagerAndApprover, new AssignmentApprove(null)).Refused(own);
    }

    /// <summary>Must refuse 26.</summary>
    [Fact]
    public void The_enterer_of_an_order_does_not_approve_its_assignment_in_any_role()
    {
        var everything = Sales with { Roles = ~Roles.None };
        Given(Histories.AssignmentPending).When(everything, new AssignmentApprove(null))
            .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "orderSubmit", Sales.Subject, "R3.2"));
        Given(Histories.AssignmentPending).When(new("root", Roles.Admin), new AssignmentApprove(null)).Refused(NotAuthorised);
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
        Given(Histories.AssignmentPending).When(deputy with { OnBehalfOf = null }, new AssignmentApprove(null, Approver.Subject))
            .Refused(new Rejection.RuleBroken(NotSubstitute, "onBehalfOf", "R3.2"));
        Given(Histories.AssignmentPending).When(deputy with { OnBehalfOf = "another" }, new AssignmentReject("no", Approver.Subject))
            .Refused(NotSubstitute);
    }

    [Fact]
    public void A_substitute_does_not_approve_a_proposal_of_the_absent_person() =>
        Given(Histories.AssignmentPending)
            .When(Approver with { OnBehalfOf = Manager.Subject }, new AssignmentApprove(null, Manager.Subject))
            .Refused(new Rejection.SeparationOfDuties(SodSelfApproval, "assignmentPropose", Manager.Subject, "R3.2"));
}
