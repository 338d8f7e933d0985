using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Review;

/// <summary>Refuses an order at the review (R2.3).</summary>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.reject")]
public sealed record OrderReject([property: Id(0)] string? Reason) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(ReviewJson.Default.OrderReject, Decide, Roles.OrderReviewer,
        [OrderStatus.UnderReview]) with
    {
        Clause = ReviewSlice.Clause,
        WaitsForHold = true,
        EndsOrder = true,
        Task = TaskKind.Review,
        Precondition = ReviewSlice.IsClaimed,
        Guards = [ReviewSlice.Claimer],
        Events =
        [
            OrderEventType.Of("order.rejected", ReviewSlice.Clause, ReviewJson.Default.OrderRejected, Apply) with
            {
                Notices = [Notice.ToRoles(NotificationKind.OrderRejected, Roles.Sales),
                    Notice.To<OrderRejected>(NotificationKind.OrderRejected, (order, _) => Customer(order))],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderReject command, DecisionContext context) =>
        WithText(command.Reason, "reason", ReviewSlice.Clause, reason => new OrderRejected(context.By, context.Now, reason));

    private static Order Apply(Order order, OrderRejected e) =>
        order with { Status = OrderStatus.Rejected, EndReason = e.Reason, Clocks = [] };

    private static IEnumerable<Recipient> Customer(Order order) => order.CustomerId is { } customer ? [Recipient.Of(customer)] : [];
}

/// <summary>The order was refused at the review (R2.3).</summary>
public sealed record OrderRejected(string By, DateTimeOffset At, string Reason) : OrderEvent(By, At);
