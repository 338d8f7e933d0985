using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.HoldAndCancellation;

/// <summary>Puts an order on hold; forward steps wait, clocks pause.</summary>
/// <param name="Kind">The reason of the hold.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpectedResume">The day on which the order is expected to go on, ISO 8601.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.hold")]
public sealed record OrderHold(
    [property: Id(0)] HoldKind Kind, [property: Id(1)] string? Reason, [property: Id(2)] string? ExpectedResume) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        HoldAndCancellationJson.Default.OrderHold, Decide, Roles.OrderManager | Roles.System, OrderStatuses.With(StatusFacets.Running)) with
    {
        Precondition = order => order.Hold is null,
        Events = [OrderEventType.Of("order.held", null, HoldAndCancellationJson.Default.OrderHeld, Apply)],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderHold command, DecisionContext context)
    {
        var fields = new FieldReader();
        if (command.Kind == HoldKind.None)
            fields.Fault(Required, "kind", null);
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, null);
        var resume = fields.Date(command.ExpectedResume, "expectedResume", null);
        if (resume < context.Policy.DayOf(context.Now))
            fields.Fault(OutOfRange, "expectedResume", null, "not in the past");
        return fields.AnyFault || reason is null || resume is null
            ? Refuse(fields.Faults) : Accept(new OrderHeld(context.By, context.Now, command.Kind, reason, resume.Value));
    }

    private static Order Apply(Order order, OrderHeld e) => order with { Hold = new(e.Kind, e.Reason, e.ExpectedResume, e.By, e.At) };
}

/// <summary>The order was put on hold.</summary>
public sealed record OrderHeld(string By, DateTimeOffset At, HoldKind Kind, string Reason, DateOnly ExpectedResume) : OrderEvent(By, At);
