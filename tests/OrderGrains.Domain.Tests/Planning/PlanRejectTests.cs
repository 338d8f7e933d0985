using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Planning;

public sealed class PlanRejectTests : OrderSpecification
{
    private static readonly PlanApprove Approve = new((string?)null);

    [Fact]
    public void A_rejected_plan_is_submitted_again_and_needs_both_approvals_again()
    {
        Given(Histories.PlanReview).When(Leader, new PlanReject(" ")).Invalid(("reason", Required));
        var rejected = Given([.. Histories.PlanReview, Histories.ApprovedByManager]).When(Leader, new PlanReject("too tight"))
            .Happens(new PlanRejected(Leader.Subject, Now, 1, "too tight"));
        Assert.Equal((OrderStatus.Planning, "too tight"), (rejected.Status, rejected.Plan?.Current.Rejection?.Reason));

        var again = new Given(rejected).When(ProjectManager, new PlanSubmit(Plan))
            .Happens(Histories.Submittal with { Version = 2, DueUnit = TimeUnit.WorkingTime });
        var once = new Given(again).When(Leader, Approve).After;
        Assert.Equal((OrderStatus.PlanReview, 2), (once.Status, once.Plan?.Versions.Length));
        Assert.Equal(new(1, 2, Now), new Given(once).When(Manager, Approve).After.Plan?.Baseline);
    }
}
