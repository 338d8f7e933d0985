using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>The gate before every decision on an order: role, visibility, status, hold, cancellation, separation of duties,
/// substitution, in this order.</summary>
internal static class OrderGate
{
    /// <summary>The actor with the roles that reach this order: a CUSTOMER only its own, a PLATFORM only those of the platforms in its
    /// token.</summary>
    public static Actor Narrow(Order order, Actor actor)
    {
        var scope = OrderScope.Of(actor);
        var begun = order.Status != OrderStatus.None;
        var roles = actor.Roles;
        if (scope.Customer is not { } own || (begun && order.CustomerId != own))
            roles &= ~Roles.Customer;
        if (scope.Platforms.IsEmpty || (begun && !scope.Reaches(order.Platform)))
            roles &= ~Roles.Platform;
        return roles == actor.Roles ? actor : actor with { Roles = roles };
    }

    /// <summary>The first refusal; null where the way is free.</summary>
    public static Rejection? Refusal(OrderStep step, Order order, OrderCommand command, Actor actor, Actor narrowed)
    {
        if (AccessRefusal(step, order, command, actor, narrowed) is { } refusal)
            return refusal;
        if (!step.Applies(order))
            return Conflict(RejectionCode.StateConflict, step, order);
        if (step.WaitsForHold && order.Hold is not null)
            return Conflict(RejectionCode.OrderOnHold, step, order);
        if (step.WaitsForHold && order.Cancellation is not null)
            return Conflict(RejectionCode.CancellationInAssessment, step, order);
        return FirstGuard(step, order, narrowed) ?? SubstitutionRefusal(step, order, command, narrowed);
    }

    /// <summary>The refusal where the actor may not take the step, or not know of the order; null where it may.</summary>
    /// <remarks>A role without what its token has to name reaches no order, so it counts as no role, whether the order exists or
    /// not.</remarks>
    public static Rejection? AccessRefusal(OrderStep step, Order order, OrderCommand command, Actor actor, Actor narrowed)
    {
        if (!Narrow(Order.None, actor).IsAny(step.Roles))
            return NotAuthorised(step);
        if (order.Status == OrderStatus.None ? !step.From.Contains(OrderStatus.None) : !OrderScope.Of(actor).Includes(order))
            return new Rejection.RuleBroken(RejectionCode.NotFound);
        return narrowed.IsAny(step.Roles) ? step.Access(order, command, narrowed) : NotAuthorised(step);
    }

    /// <summary>Everything that stands in the way of a step which the status allows, for those who plan what comes next.</summary>
    public static ImmutableArray<Rejection> Obstacles(OrderStep step, Order order, Actor narrowed)
    {
        var obstacles = ImmutableArray.CreateBuilder<Rejection>();
        var entitled = narrowed.IsAny(step.Roles);
        if (!entitled)
            obstacles.Add(NotAuthorised(step));
        if (step.WaitsForHold && order.Hold is not null)
            obstacles.Add(Conflict(RejectionCode.OrderOnHold, step, order));
        if (step.WaitsForHold && order.Cancellation is not null)
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
        return step.NotBy?.Refusal(order, narrowed.Subject, step.Clause);
    }

    // A substitute acts as far as neither of the two had a part in what is decided.
    private static Rejection? SubstitutionRefusal(OrderStep step, Order order, OrderCommand command, Actor narrowed)
    {
        if (command is not ISubstitutable { OnBehalfOf: { } entered } || UnicodeText.Read(entered) is not { } absent)
            return null;
        return narrowed.OnBehalfOf != absent
            ? new Rejection.RuleBroken(RejectionCode.NotSubstitute, "onBehalfOf", step.Clause) : step.NotBy?
            .Refusal(order, absent, step.Clause);
    }

    private static Rejection.NotAuthorised NotAuthorised(OrderStep step) => new(RejectionCode.NotAuthorised, step.Roles, step.Clause);

    private static Rejection.StateConflict Conflict(RejectionCode code, OrderStep step, Order order) =>
        new(code, EnumCode<OrderStatus>.Of(order.Status), step.Command,
            [.. OrderSteps.All.Where(other => !other.IsSystemOnly && other.IsPossible(order)).Select(other => other.Command)], step.Clause);
}
