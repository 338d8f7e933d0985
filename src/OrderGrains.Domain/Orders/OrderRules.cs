using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>What an order may do: hands commands and events to the slice that they belong to, one arm a slice, behind one gate.</summary>
public static class OrderRules
{
    /// <summary>Decides on a command: the events to record, or every reason for refusing it. Pure: the same arguments, the same decision.</summary>
    /// <param name="now">The time at which the events are recorded, UTC.</param>
    public static Decision<OrderEvent> Decide(Order order, OrderCommand command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var narrowed = OrderGate.Narrow(order, actor);
        if (OrderGate.Refusal(OrderSteps.Of(command), order, command, actor, narrowed) is { } refusal)
            return Decision<OrderEvent>.Reject(refusal);
        return command switch
        {
            OrderingCommand c => OrderingRules.Decide(order, c, narrowed, now, policy),
            AssignmentCommand c => AssignmentRules.Decide(order, c, narrowed, now, policy),
            FormationCommand c => FormationRules.Decide(order, c, narrowed, now),
            KickoffCommand c => KickoffRules.Decide(order, c, narrowed, now, policy),
            PlanningCommand c => PlanningRules.Decide(order, c, narrowed, now, policy),
            DeadlinesCommand c => DeadlinesRules.Decide(order, c, narrowed, now, policy),
            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    /// <summary>Why the actor may not give the command to the order as it stands, or not know of it; null where both are allowed. Decided before anything is compared with the
    /// order, so that one which the actor may not know of is answered like an unknown one.</summary>
    public static Rejection? AccessRefusal(Order order, OrderCommand command, Actor actor) =>
        OrderGate.AccessRefusal(OrderSteps.Of(command), order, command, actor, OrderGate.Narrow(order, actor));

    /// <summary>Applies an event. Never refuses; personal data that were erased read as missing.</summary>
    public static Order Evolve(Order order, OrderEvent @event)
    {
        var next = @event switch
        {
            OrderingEvent e => OrderingRules.Evolve(order, e),
            AssignmentEvent e => AssignmentRules.Evolve(order, e),
            FormationEvent e => FormationRules.Evolve(order, e),
            KickoffEvent e => KickoffRules.Evolve(order, e),
            PlanningEvent e => PlanningRules.Evolve(order, e),
            DeadlinesEvent e => DeadlinesRules.Evolve(order, e),
            _ => throw new UnreachableException(@event.GetType().Name),
        };
        return next with { CreatedAt = order.Status == OrderStatus.None ? @event.At : order.CreatedAt, UpdatedAt = @event.At };
    }

    /// <summary>Whether the order exists and the actor may know of it; one that it may not know of is answered like an unknown one.</summary>
    public static bool IsVisible(Order order, Actor actor) => OrderScope.Of(actor).Includes(order);

    /// <summary>What can happen next in the order's status, who may do it, and what is in this actor's way.
    /// Empty where the actor may not know of the order.</summary>
    public static ImmutableArray<NextAction> NextActions(Order order, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var narrowed = OrderGate.Narrow(order, actor);
        return OrderScope.Of(actor).Includes(order)
            ? [.. OrderSteps.All.Where(step => !step.IsSystems && step.Applies(order)).Select(step => NextAction(step, order, narrowed, now, policy))] : [];
    }

    private static NextAction NextAction(OrderStep step, Order order, Actor narrowed, DateTimeOffset now, OrderPolicy policy)
    {
        var obstacles = OrderGate.Obstacles(step, order, narrowed);
        if (obstacles.IsEmpty && step.Bare is { } bare && Decide(order, bare, narrowed, now, policy) is Decision<OrderEvent>.Rejected refused)
            obstacles = refused.Reasons;
        return new(step.Command, obstacles.IsEmpty, step.Roles, step.Task is { } task ? OrderTasks.Of(task).DueAt(order, policy.Deadlines.Calendar) : null,
            [.. obstacles.Select(obstacle => new Blocker(obstacle.Code, obstacle.Path, obstacle.Clause))]);
    }
}
