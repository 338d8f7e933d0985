using OrderGrains.Domain.Orders;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Receipt;

/// <summary>Discards a draft (R2.2).</summary>
[GenerateSerializer, Immutable, Alias("og.ordering.discard-draft")]
public sealed record OrderDraftDiscard : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        ReceiptJson.Default.OrderDraftDiscard, (_, _, context) =>
            Accept(new DraftDiscarded(context.By, context.Now)), ReceiptSlice.Drafters, [OrderStatus.Draft]) with
    {
        Clause = "R2.2",
        WithoutInput = new OrderDraftDiscard(),
        Events = [OrderEventType.Of("order.draft-discarded", "R2.2", ReceiptJson.Default.DraftDiscarded, (order, _) =>
            order with { Status = OrderStatus.Discarded })],
    };
}

/// <summary>The draft was discarded.</summary>
public sealed record DraftDiscarded(string By, DateTimeOffset At) : OrderEvent(By, At);
