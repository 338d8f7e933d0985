using System.Collections.Frozen;
using System.Collections.Immutable;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>Everything that happens to an order.</summary>
public static class OrderEvents
{
    /// <summary>The version of the fold: to be raised whenever <see cref="OrderRules.Evolve"/> or <see cref="Order"/> changes, which voids
    /// older snapshots.</summary>
    public const int Fold = 4;

    /// <summary>Every kind of event, in the order of the steps.</summary>
    public static ImmutableArray<OrderEventType> All { get; } = [.. OrderSteps.All.SelectMany(step => step.Events)];

    /// <summary>How the journal stores each of them.</summary>
    public static ImmutableArray<EventContract> Contracts { get; } = [.. All.Select(type => type.Contract)];

    private static readonly FrozenDictionary<Type, OrderEventType> ByType = All.ToFrozenDictionary(type => type.Contract.Type);

    /// <summary>The kind of an event.</summary>
    public static OrderEventType TypeOf(OrderEvent @event) => ByType[@event.GetType()];

    /// <summary>The notifications of an event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="order">The order after it, or later.</param>
    public static ImmutableArray<Notification> NotificationsOf(OrderEvent @event, Order order) =>
        [.. TypeOf(@event).Notices.SelectMany(notice => notice.Of(order, @event))];
}
