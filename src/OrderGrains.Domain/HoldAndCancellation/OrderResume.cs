using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.HoldAndCancellation;

/// <summary>Ends the hold of an order.</summary>
/// <param name="Note">A note.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.resume")]
public sealed record OrderResume([property: Id(0)] string? Note) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        HoldAndCancellationJson.Default.OrderResume, Decide, Roles.OrderManager, OrderStatuses.With(StatusFacets.Running)) with
    {
        Precondition = order => order.Hold is not null,
        WithoutInput = new OrderResume((string?)null),
        Events = [OrderEventType.Of("order.resumed", null, HoldAndCancellationJson.Default.OrderResumed, Apply)],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderResume command, DecisionContext context) =>
        WithNote(command.Note, "note", null, note =>
        // Not null: the precondition.
        new OrderResumed(context.By, context.Now, note, context.Policy.Deadlines.AfterHold(order.Clocks, order.Hold!.Since, context.Now)));

    private static Order Apply(Order order, OrderResumed e) => order with { Hold = null, Clocks = order.Clocks.Move(e.Clocks) };
}

/// <summary>The hold ended.</summary>
/// <param name="By">The subject of the actor's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Note">A note.</param>
/// <param name="Clocks">The clocks as the hold has moved them; null where none ran.</param>
public sealed record OrderResumed(string By, DateTimeOffset At, string? Note, ImmutableArray<MovedClock>? Clocks = null)
    : OrderEvent(By, At);
