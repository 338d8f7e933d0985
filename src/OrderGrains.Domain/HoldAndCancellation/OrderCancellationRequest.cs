using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.HoldAndCancellation;

/// <summary>Asks for the cancellation of an order, which is then assessed.</summary>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.request-cancellation")]
public sealed record OrderCancellationRequest([property: Id(0)] string? Reason) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        HoldAndCancellationJson.Default.OrderCancellationRequest, Decide, ReceiptSlice.Drafters | Roles.Platform,
            OrderStatuses.With(StatusFacets.Running)) with
    {
        Precondition = order => order.Cancellation is null,
        Events =
        [
            OrderEventType.Of("order.cancellation-requested", null, HoldAndCancellationJson.Default.CancellationRequested, Apply) with
            {
                Notices = [Notice.ToRoles(NotificationKind.CancellationRequested, Roles.OrderManager)],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderCancellationRequest command, DecisionContext context) =>
        WithText(command.Reason, "reason", null, reason => new CancellationRequested(context.By, context.Now, reason));

    private static Order Apply(Order order, CancellationRequested e) => order with { Cancellation = new(e.Reason, e.By, e.At) };
}

/// <summary>The cancellation was asked for.</summary>
public sealed record CancellationRequested(string By, DateTimeOffset At, string Reason) : OrderEvent(By, At);
