using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.HoldAndCancellation;

/// <summary>Decides on the requested cancellation of an order.</summary>
/// <param name="Approve">Whether the order is cancelled.</param>
/// <param name="Reason">Why; needed to decline.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.decide-cancellation")]
public sealed record OrderCancellationDecide([property: Id(0)] bool Approve, [property: Id(1)] string? Reason) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        HoldAndCancellationJson.Default.OrderCancellationDecide, Decide, Roles.OrderManager, OrderStatuses.With(StatusFacets.Running)) with
    {
        EndsOrder = true,
        Task = TaskKind.Cancellation,
        Precondition = order => order.Cancellation is not null,
        NotBy = new(RejectionCode.SodSelfDecision, order =>
            order.Cancellation is { } request ? [new(request.By, OrderCancellationRequest.Step.Command)] : []),
        Events =
        [
            OrderEventType.Of("order.cancellation-declined", null, HoldAndCancellationJson.Default.CancellationDeclined, (order, _) =>
                order with { Cancellation = null }),
            OrderEventType.Of("order.cancelled", null, HoldAndCancellationJson.Default.OrderCancelled, Cancel),
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderCancellationDecide command, DecisionContext context) => command.Approve
        ? WithNote(command.Reason, "reason", null, reason =>
        new OrderCancelled(context.By, context.Now, reason, order.Assignment.Reference))
        : WithText(command.Reason, "reason", null, reason => new CancellationDeclined(context.By, context.Now, reason));

    private static Order Cancel(Order order, OrderCancelled e) => order with
    {
        Status = OrderStatus.Cancelled,
        EndReason = e.Reason ?? order.Cancellation?.Reason,
        Cancellation = null,
        Hold = null,
        Clocks = [],
    };
}

/// <summary>The cancellation was refused; the order goes on.</summary>
public sealed record CancellationDeclined(string By, DateTimeOffset At, string Reason) : OrderEvent(By, At);

/// <summary>The order was cancelled.</summary>
/// <param name="By">The subject of the actor's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Assignment">The Assignment Form whose team gets its capacity back; null where there was none.</param>
public sealed record OrderCancelled(string By, DateTimeOffset At, string? Reason, AssignmentReference? Assignment = null)
    : OrderEvent(By, At);
