using OrderGrains.Domain.Feedback;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;

namespace OrderGrains.Domain.Tests.Feedback;

public sealed class FeedbackPlanTests
{
    [Fact]
    public void A_verified_order_opens_a_welcome_contact_and_a_cancellation_cancels_it()
    {
        Assert.Equal([(typeof(OrderVerified), FeedbackKind.WelcomeContact)], FeedbackPlan.Opens.Select(x => (x.Key, x.Value)));
        Assert.Equal([typeof(OrderCancelled)], FeedbackPlan.Cancels);
        Assert.All([.. FeedbackPlan.Opens.Keys, .. FeedbackPlan.Cancels], type =>
            Assert.Contains(type, OrderEvents.Contracts.Select(line => line.Type)));
    }

    [Fact]
    public void The_same_event_always_opens_the_same_item_and_no_other_does()
    {
        var (one, two) = (Guid.Parse("00000000-0000-0000-0000-000000000001"), Guid.Parse("00000000-0000-0000-0000-000000000002"));

        Assert.Equal(FeedbackPlan.IdOf(one, 3, FeedbackKind.WelcomeContact), FeedbackPlan.IdOf(one, 3, FeedbackKind.WelcomeContact));
        Assert.NotEqual(FeedbackPlan.IdOf(one, 3, FeedbackKind.WelcomeContact), FeedbackPlan.IdOf(two, 3, FeedbackKind.WelcomeContact));
        Assert.NotEqual(FeedbackPlan.IdOf(one, 3, FeedbackKind.WelcomeContact), FeedbackPlan.IdOf(one, 4, FeedbackKind.WelcomeContact));
    }
}
