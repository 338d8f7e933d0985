using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>A line of the table of what can be done with an order: which command, by whom, from which statuses. The gate in front of every decision,
/// the commands that a state conflict names and the next actions are all made of these lines, so they cannot disagree.</summary>
/// <param name="Command">The command's name: that of its mutation in the API.</param>
/// <param name="Json">How the command is written as JSON, for its fingerprint; its type is the command's.</param>
/// <param name="Roles">The roles of which the actor needs one.</param>
/// <param name="From">The statuses that allow it; <see cref="OrderStatus.None"/> for a command that may begin an order.</param>
public sealed record OrderStep(string Command, JsonTypeInfo Json, Roles Roles, ImmutableArray<OrderStatus> From)
{
    /// <summary>The clause that it rests on; null where it rests on none.</summary>
    public string? Clause { get; init; }
    /// <summary>Whether it takes the order a step forward: then it waits while the order is on hold, and while a cancellation is assessed.</summary>
    public bool Forward { get; init; }
    /// <summary>What must be the case besides the status, such as being on hold for resuming; otherwise it is a state conflict too.</summary>
    public Func<Order, bool> While { get; init; } = static _ => true;
    /// <summary>What the command needs besides a role before anything is compared with the order.</summary>
    public StepAccess Access { get; init; } = static (_, _, _) => null;
    /// <summary>What the order's history demands of the actor: separation of duties, claims. The first refusal counts.</summary>
    public ImmutableArray<StepGuard> Guards { get; init; } = [];
    /// <summary>The task that it does, or a part of it; null where it is nobody's task. The task's deadline is its own.</summary>
    public TaskKind? Task { get; init; }
    /// <summary>The command without any input, where that is a meaningful command: next actions try it.</summary>
    public OrderCommand? Bare { get; init; }

    /// <summary>Whether only the system does it: nobody is told of it as something that can be done.</summary>
    public bool IsSystems => Roles == Roles.System;

    /// <summary>Whether the order's status and facets allow it, whoever acts.</summary>
    public bool IsPossible(Order order) => Applies(order) && !(Forward && (order.Hold is not null || order.Cancellation is not null));

    /// <summary>Whether the order's status allows it, if nothing makes it wait.</summary>
    public bool Applies(Order order) => From.Contains(order.Status) && While(order);
}

/// <summary>A condition on a command and whoever gives it; returns the refusal, or null where there is none.</summary>
/// <param name="order">The order, which the actor may know of, or none.</param>
/// <param name="actor">The actor, with no more than the roles that reach this order.</param>
public delegate Rejection? StepAccess(Order order, OrderCommand command, Actor actor);

/// <summary>A condition on actor and order; returns the refusal, or null where there is none.</summary>
/// <param name="actor">The actor, with no more than the roles that reach this order.</param>
public delegate Rejection? StepGuard(Order order, Actor actor);
