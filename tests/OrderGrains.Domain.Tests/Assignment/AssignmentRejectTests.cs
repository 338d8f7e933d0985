using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Orders;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Assignment;

public sealed class AssignmentRejectTests : OrderSpecification
{
    [Fact]
    public void A_rejected_assignment_opens_the_order_to_another_proposal()
    {
        var order = Given(Histories.AssignmentPending).When(Approver, new AssignmentReject("the team is needed elsewhere"))
            .Happens(TeamSamples.Rejected);

        Assert.Equal((OrderStatus.Verified, null), (order.Status, order.Assignment.Form));
        Assert.Equal((TeamSamples.Information.Name, "the team is needed elsewhere"),
            (order.Assignment.Refusals[0].TeamName, order.Assignment.Refusals[0].Reason));
        Given(Histories.AssignmentPending).When(Approver, new AssignmentReject(" ")).Invalid(("reason", Required));
        Assert.Equal(OrderStatus.AssignmentPending,
            Given([.. Histories.AssignmentPending, TeamSamples.Rejected]).When(Manager, TeamSamples.Propose).After.Status);
    }
}
