using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Assignment;

public sealed class AssignmentProposeTests : OrderSpecification
{
    [Fact]
    public void A_verified_order_is_proposed_to_a_team_with_hours_per_week_and_role_and_the_scores()
    {
        var order = Given(Histories.Verified).When(Manager, TeamSamples.Propose).Happens(TeamSamples.Proposed);

        Assert.Equal(OrderStatus.AssignmentPending, order.Status);
        Assert.Equal([new WeekHours(TeamSamples.Week, 10), new WeekHours(TeamSamples.Week.Plus(1), 37.5m)],
            order.Assignment.Form?.BookingFor(TeamSamples.Ordered).Weeks);
    }

    /// <summary>Must refuse 1.</summary>
    [Fact]
    public void An_order_that_is_not_verified_cannot_be_assigned()
    {
        foreach (var history in new[] { Histories.Received, Histories.UnderReview, Histories.Correction, Histories.Rejected,
            Histories.Cancelled })
        {
            var refusal = Assert.IsType<Rejection.StateConflict>(Given(history).When(Manager, TeamSamples.Propose).Refused(StateConflict));
            Assert.Equal(("assignmentPropose", "R3.2"), (refusal.Command, refusal.Clause));
        }
    }

    [Fact]
    public void A_lower_ranked_team_needs_a_reason()
    {
        var lower = TeamSamples.Propose with { Team = TeamSamples.South };
        Given(Histories.Verified).When(Manager, lower).Refused(new Rejection.Invalid(Required, "reason", null, "R3.1.2"));

        Assert.Equal("knows the customer",
            Given(Histories.Verified).When(Manager, lower with { Reason = " knows the customer " }).After.Assignment.Form?.Reason);
    }

    [Fact]
    public void All_faults_of_the_form_are_reported_at_once()
    {
        var week = TeamSamples.Week;
        var bad = TeamSamples.Propose with
        {
            Work =
            [
                new("2026-W54", TeamRole.ServiceStaff, 8), new(week.Plus(-1).ToString(), TeamRole.ServiceStaff, 8),
                new(week.Plus(261).ToString(), TeamRole.ServiceStaff, 8),
                new(week.ToString(), null, -8), new(week.ToString(), TeamRole.TeamQc, 1.005m),
                new(week.ToString(), TeamRole.TechSupport, 8), new(week.ToString(), TeamRole.TechSupport, 8),
                new(null, TeamRole.Other, 10_001), null!, // as JSON may have it
            ],
            Reason = new string('r', 4_001),
        };
        Given(Histories.Verified).When(Manager, bad).Invalid(
            ("work[0].week", NotADate), ("work[1].week", OutOfRange), ("work[2].week", OutOfRange), ("work[3].role", Required),
            ("work[3].hours", OutOfRange), ("work[4].hours", TooManyDecimals), ("work[6].week", Contradiction),
            ("work[7].week", Required), ("work[7].hours", OutOfRange),
            ("work[8].week", Required), ("work[8].role", Required), ("work[8].hours", Required), ("reason", TooLong));
        Given(Histories.Verified).When(Manager, TeamSamples.Propose with { Work = [] }).Invalid(("work", Required));
        Given(Histories.Verified).When(Manager, TeamSamples.Propose with { Team = TeamId.OfKey("x", "y", "z") })
            .Invalid(("teamId", NotFound));
    }

    [Fact]
    public void A_proposal_waits_for_holds_and_cancellations_and_for_an_order_manager()
    {
        Given(Histories.OnHold(Histories.Verified)).When(Manager, TeamSamples.Propose).Refused(OrderOnHold);
        Given(Histories.AskedToCancel(Histories.AssignmentPending)).When(Approver, new AssignmentApprove(null))
            .Refused(CancellationInAssessment);
        Given(Histories.Verified).When(Sales, TeamSamples.Propose)
            .Refused(new Rejection.NotAuthorised(NotAuthorised, Roles.OrderManager, "R3.2"));
        Given(Histories.AssignmentPending).When(Manager, new AssignmentApprove(null)).Refused(NotAuthorised);
    }

    [Fact]
    public void Other_spellings_of_hours_give_a_proposal_the_same_fingerprint()
    {
        var propose = TeamSamples.Propose;
        var other = propose with { Work = [.. propose.Work.Select(work => work with { Hours = work.Hours + 0.000m })] };

        Assert.Equal(OrderFingerprint.Of(propose), OrderFingerprint.Of(other));
        Assert.NotEqual(OrderFingerprint.Of(propose), OrderFingerprint.Of(propose with { OverCommitReason = "x" }));
    }
}
