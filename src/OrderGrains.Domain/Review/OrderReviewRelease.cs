using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Review;

/// <summary>Gives the review of an order back (R2.3).</summary>
[GenerateSerializer, Immutable, Alias("og.ordering.release-review")]
public sealed record OrderReviewRelease : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        ReviewJson.Default.OrderReviewRelease, (_, _, context) => Accept(new ReviewReleased(context.By, context.Now)),
        Roles.OrderReviewer | Roles.OrderManager, [OrderStatus.UnderReview]) with
    {
        Clause = ReviewSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.Review,
        Precondition = ReviewSlice.IsClaimed,
        Guards = [(order, actor) => actor.IsAny(Roles.OrderManager) ? null : ReviewSlice.Claimer(order, actor)],
        WithoutInput = new OrderReviewRelease(),
        Events = [OrderEventType.Of("order.review-released", ReviewSlice.Clause, ReviewJson.Default.ReviewReleased, Apply)],
    };

    // Back to where it was claimed from: after a correction the review goes on, unclaimed.
    private static Order Apply(Order order, ReviewReleased e) => order with
    {
        Status = order.Review.Findings.IsEmpty ? OrderStatus.Received : OrderStatus.UnderReview,
        Review = order.Review with { ClaimedBy = null },
    };
}

/// <summary>The review was given back (R2.3).</summary>
public sealed record ReviewReleased(string By, DateTimeOffset At) : OrderEvent(By, At);
