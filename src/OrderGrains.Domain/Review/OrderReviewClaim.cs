using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Review;

/// <summary>Takes the review of an order (R2.3).</summary>
[GenerateSerializer, Immutable, Alias("og.ordering.claim-review")]
public sealed record OrderReviewClaim : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        ReviewJson.Default.OrderReviewClaim, (_, _, context) => Accept(new ReviewClaimed(context.By, context.Now)), Roles.OrderReviewer,
        [OrderStatus.Received, OrderStatus.UnderReview]) with
    {
        Clause = ReviewSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.Review,
        Precondition = order => !ReviewSlice.IsClaimed(order),
        NotBy = new(RejectionCode.SodSelfReview, order => order.Entries.Select(entry => new Involvement(entry.By, entry.Step))),
        WithoutInput = new OrderReviewClaim(),
        Events = [OrderEventType.Of("order.review-claimed", ReviewSlice.Clause, ReviewJson.Default.ReviewClaimed, Apply)],
    };

    private static Order Apply(Order order, ReviewClaimed e) =>
        order with { Status = OrderStatus.UnderReview, Review = order.Review with { ClaimedBy = e.By } };
}

/// <summary>A reviewer took the review (R2.3).</summary>
public sealed record ReviewClaimed(string By, DateTimeOffset At) : OrderEvent(By, At);
