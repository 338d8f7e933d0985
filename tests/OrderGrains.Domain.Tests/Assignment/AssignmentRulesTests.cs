using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.HoldAndCancellation;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Assignment;

public sealed class AssignmentRulesTests : OrderSpecification
{
    [Fact]
    public void A_cancelled_order_no_longer_holds_capacity_of_its_team()
    {
        foreach (var history in new[] { Histories.AssignmentPending, Histories.Assigned })
        {
            Assert.True(AssignmentRules.HoldsCapacity(Histories.Fold(history), TeamSamples.Id));
            Assert.False(AssignmentRules.HoldsCapacity(Histories.Fold(history), TeamSamples.OtherId));
            var cancelled = Histories.Fold([.. Histories.AskedToCancel(history), new OrderCancelled(Manager.Subject, Now, null)]);
            Assert.False(AssignmentRules.HoldsCapacity(cancelled, TeamSamples.Id));
        }
    }
}
