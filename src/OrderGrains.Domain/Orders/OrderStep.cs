using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>A step of the regulation: a command on an order, with everything that there is to say about it.</summary>
/// <remarks>The gate, next actions, tasks, notifications, the API's mutation and the fingerprint are all made of it, so they cannot
/// disagree.</remarks>
public sealed record OrderStep
{
    private OrderStep(JsonTypeInfo json) => (Json, Command) = (json, JsonNamingPolicy.CamelCase.ConvertName(json.Type.Name));

    /// <summary>The command's name: that of its mutation in the API, and in camel case that of its record.</summary>
    public string Command { get; }
    /// <summary>How the command is written as JSON, for its fingerprint; its type is the command's.</summary>
    public JsonTypeInfo Json { get; }
    /// <summary>The roles of which the actor needs one.</summary>
    public Roles Roles { get; private init; }
    /// <summary>The statuses that allow it; <see cref="OrderStatus.None"/> for a command that may begin an order.</summary>
    public ImmutableArray<OrderStatus> From { get; private init; }
    /// <summary>The events that it may record.</summary>
    public ImmutableArray<OrderEventType> Events { get; init; } = [];
    /// <summary>The clause that it rests on; null where it rests on none.</summary>
    public string? Clause { get; init; }
    /// <summary>Whether it waits while the order is on hold, and while a cancellation is assessed, as steps forward do.</summary>
    public bool WaitsForHold { get; init; }
    /// <summary>Whether it may end the order, so that it is served even when the server has room for little else.</summary>
    public bool EndsOrder { get; init; }
    /// <summary>A condition on the order besides its status, such as being on hold; without it the state does not allow the
    /// command.</summary>
    public Func<Order, bool> Precondition { get; init; } = static _ => true;
    /// <summary>A condition on command and actor that is decided before anything is compared with the order.</summary>
    public StepAccess Access { get; init; } = static (_, _, _) => null;
    /// <summary>Conditions on the actor that the order's history sets, such as having claimed the review. The first refusal
    /// counts.</summary>
    public ImmutableArray<StepGuard> Guards { get; init; } = [];
    /// <summary>Separation of duties: those who had a part in what is decided may not decide it; null where it excludes nobody.</summary>
    public Independence? NotBy { get; init; }
    /// <summary>The task that it does, or a part of it; null where it belongs to no task.</summary>
    public TaskKind? Task { get; init; }
    /// <summary>The command without any input, where that is a meaningful command: next actions try it.</summary>
    public OrderCommand? WithoutInput { get; init; }

    /// <summary>The people whom a command names, whose presence the staff register is asked for before the order decides.</summary>
    public Func<OrderCommand, IEnumerable<string?>> StaffNamed { get; private init; } = static _ => [];

    /// <summary>Whether only the system takes it, so that it is offered to nobody.</summary>
    public bool IsSystemOnly => Roles == Roles.System;

    internal Func<Order, OrderCommand, DecisionContext, Decision<OrderEvent>> Decide { get; private init; } = null!;   // set by For
    internal Func<OrderCommand, OrderCommand> Canonical { get; private init; } = static command => command;
    internal Func<OrderCommand, OrderCommand>? EarlierCanonical { get; private init; }

    /// <summary>A step.</summary>
    /// <param name="json">How the command is written as JSON.</param>
    /// <param name="decide">Decides on a command that the gate let through; pure.</param>
    /// <param name="roles">The roles of which the actor needs one.</param>
    /// <param name="from">The statuses that allow it.</param>
    /// <param name="canonical">The one spelling of commands that mean the same, for the fingerprint; as entered by default.</param>
    /// <param name="earlierCanonical">The spelling that fingerprints in stores were once made of; null where it was the same.</param>
    /// <param name="staffNamed">The people whom the command names.</param>
    internal static OrderStep For<T>(
        JsonTypeInfo<T> json, Func<Order, T, DecisionContext, Decision<OrderEvent>> decide, Roles roles, ImmutableArray<OrderStatus> from,
        Func<T, T>? canonical = null, Func<T, T>? earlierCanonical = null, Func<T, IEnumerable<string?>>? staffNamed = null) where T
            : OrderCommand
    {
        var step = new OrderStep(json)
        {
            Roles = roles,
            From = from,
            Decide = (order, command, context) =>
            decide(order, (T)command, context)
        };
        return step with
        {
            Canonical = canonical is null ? step.Canonical : command => canonical((T)command),
            EarlierCanonical = earlierCanonical is null ? null : command => earlierCanonical((T)command),
            StaffNamed = staffNamed is null ? step.StaffNamed : command => staffNamed((T)command),
        };
    }

    /// <summary>Whether the order's status and facets allow it, for any actor.</summary>
    public bool IsPossible(Order order) => Applies(order) && !(WaitsForHold && (order.Hold is not null || order.Cancellation is not null));

    /// <summary>Whether the order's status allows it, if nothing makes it wait.</summary>
    public bool Applies(Order order) => From.Contains(order.Status) && Precondition(order);
}

/// <summary>A condition on a command and its actor; returns the refusal, or null where there is none.</summary>
/// <param name="order">The order, which the actor may know of, or none.</param>
/// <param name="command">The command.</param>
/// <param name="actor">The actor, with no more than the roles that reach this order.</param>
public delegate Rejection? StepAccess(Order order, OrderCommand command, Actor actor);

/// <summary>A condition on actor and order; returns the refusal, or null where there is none.</summary>
/// <param name="order">The order.</param>
/// <param name="actor">The actor, with no more than the roles that reach this order.</param>
public delegate Rejection? StepGuard(Order order, Actor actor);
