using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>Decides on commands on an order: one gate, then the step of the command.</summary>
public static class OrderRules
{
    /// <summary>Decides on a command: the events to record, or every reason for refusing it. Pure: the same arguments, the same
    /// decision.</summary>
    /// <param name="order">The order, or none.</param>
    /// <param name="command">The command.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="now">The time at which the events are recorded, UTC.</param>
    /// <param name="policy">The company's policy.</param>
    /// <param name="lookups">The lookups for this command; none by default.</param>
    public static Decision<OrderEvent> Decide(
        Order order, OrderCommand command, Actor actor, DateTimeOffset now, OrderPolicy policy, DecisionLookups? lookups = null)
    {
        var step = OrderSteps.Of(command);
        var narrowed = OrderGate.Narrow(order, actor);
        return OrderGate.Refusal(step, order, command, actor, narrowed) is { } refusal
            ? Decision<OrderEvent>.Reject(refusal)
            : step.Decide(order, command, new(narrowed, now, policy, lookups ?? DecisionLookups.None));
    }

    /// <summary>Why the actor may not give the command to the order as it stands, or not know of it; null where both are allowed.</summary>
    /// <remarks>Decided before anything is compared with the order, so that an order outside the actor's scope is answered like an unknown
    /// one.</remarks>
    public static Rejection? AccessRefusal(Order order, OrderCommand command, Actor actor) =>
        OrderGate.AccessRefusal(OrderSteps.Of(command), order, command, actor, OrderGate.Narrow(order, actor));

    /// <summary>Applies an event. Never refuses; personal data that were erased read as missing.</summary>
    public static Order Evolve(Order order, OrderEvent @event)
    {
        var next = OrderEvents.TypeOf(@event).Apply(order, @event);
        return next with { CreatedAt = order.Status == OrderStatus.None ? @event.At : order.CreatedAt, UpdatedAt = @event.At };
    }

    /// <summary>Whether the order exists and the actor may know of it; one that it may not know of is answered like an unknown
    /// one.</summary>
    public static bool IsVisible(Order order, Actor actor) => OrderScope.Of(actor).Includes(order);

    /// <summary>The next actions in the order's status, the roles that may take them, and the obstacles for this actor.
    /// Empty where the actor may not know of the order.</summary>
    public static ImmutableArray<NextAction> NextActions(Order order, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var narrowed = OrderGate.Narrow(order, actor);
        return OrderScope.Of(actor).Includes(order)
            ? [.. OrderSteps.All.Where(step => !step.IsSystemOnly && step.Applies(order))
            .Select(step => NextAction(step, order, narrowed, now, policy))] : [];
    }

    private static NextAction NextAction(OrderStep step, Order order, Actor narrowed, DateTimeOffset now, OrderPolicy policy)
    {
        var obstacles = OrderGate.Obstacles(step, order, narrowed);
        if (obstacles.IsEmpty && step.WithoutInput is { } command && Decide(order, command, narrowed, now, policy)
            is Decision<OrderEvent>.Rejected refused)
            obstacles = refused.Reasons;
        return new(step.Command, obstacles.IsEmpty, step.Roles, step.Task is { } task
            ? OrderTasks.Of(task).DueAt(order, policy.Deadlines.Calendar) : null,
            [.. obstacles.Select(obstacle => new Blocker(obstacle.Code, obstacle.Path, obstacle.Clause))]);
    }
}
