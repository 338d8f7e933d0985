using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>What stands before every decision on an order: role, visibility, status, hold, cancellation, separation of duties, in this order.</summary>
internal static class OrderGate
{
    private const Roles Readers = ~Roles.Admin;
    private const Roles DraftReaders = Roles.Sales | Roles.OrderManager | Roles.Customer | Roles.Auditor;

    /// <summary>The actor with the roles that reach this order: a CUSTOMER only its own, a PLATFORM only those of the platforms in its token.</summary>
    public static Actor Narrow(Order order, Actor actor)
    {
        var begun = order.Status != OrderStatus.None;
        var roles = actor.Roles;
        if (actor.CustomerId is null || (begun && order.CustomerId != actor.CustomerId))
            roles &= ~Roles.Customer;
        if (actor.Platforms.IsDefaultOrEmpty || (begun && !actor.Reaches(order.Platform)))
            roles &= ~Roles.Platform;
        return roles == actor.Roles ? actor : actor with { Roles = roles };
    }

    /// <summary>Whether the order exists and an actor with these roles may know of it.</summary>
    public static bool IsVisible(Order order, Actor narrowed) => order.Status switch
    {
        OrderStatus.None => false,
        OrderStatus.Draft or OrderStatus.Discarded => narrowed.IsAny(DraftReaders),
        _ => narrowed.IsAny(Readers),
    };

    /// <summary>The first refusal; null where the way is free.</summary>
    public static Rejection? Refusal(OrderStep step, Order order, Actor actor, Actor narrowed)
    {
        if (!actor.IsAny(step.Roles))
            return NotAuthorised(step);
        if (order.Status == OrderStatus.None ? !step.From.Contains(OrderStatus.None) : !IsVisible(order, narrowed))
            return new Rejection.RuleBroken(RejectionCode.NotFound);
        if (!narrowed.IsAny(step.Roles))
            return NotAuthorised(step);
        if (!step.Applies(order))
            return Conflict(RejectionCode.StateConflict, step, order);
        if (step.Forward && order.Hold is not null)
            return Conflict(RejectionCode.OrderOnHold, step, order);
        if (step.Forward && order.Cancellation is not null)
            return Conflict(RejectionCode.CancellationInAssessment, step, order);
        return FirstGuard(step, order, narrowed);
    }

    /// <summary>Everything that stands in the way of a step which the status allows, for those who plan what comes next.</summary>
    public static ImmutableArray<Rejection> Obstacles(OrderStep step, Order order, Actor narrowed)
    {
        var obstacles = ImmutableArray.CreateBuilder<Rejection>();
        var entitled = narrowed.IsAny(step.Roles);
        if (!entitled)
            obstacles.Add(NotAuthorised(step));
        if (step.Forward && order.Hold is not null)
            obstacles.Add(Conflict(RejectionCode.OrderOnHold, step, order));
        if (step.Forward && order.Cancellation is not null)
            obstacles.Add(Conflict(RejectionCode.CancellationInAssessment, step, order));
        if (entitled && FirstGuard(step, order, narrowed) is { } refusal)
            obstacles.Add(refusal);
        return obstacles.ToImmutable();
    }

    private static Rejection? FirstGuard(OrderStep step, Order order, Actor narrowed)
    {
        foreach (var guard in step.Guards)
            if (guard(order, narrowed) is { } refusal)
                return refusal;
        return null;
    }

    private static Rejection.NotAuthorised NotAuthorised(OrderStep step) => new(RejectionCode.NotAuthorised, step.Roles, step.Clause);

    private static Rejection.StateConflict Conflict(RejectionCode code, OrderStep step, Order order) =>
        new(code, EnumCode<OrderStatus>.Of(order.Status), step.Command,
            [.. OrderSteps.All.Where(other => !other.IsSystems && other.IsPossible(order)).Select(other => other.Command)], step.Clause);
}
