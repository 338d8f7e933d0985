using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>A kind of event: its stored form, its effect on an order, and its notices.</summary>
public sealed record OrderEventType
{
    private OrderEventType(EventContract contract, Func<Order, OrderEvent, Order> apply) => (Contract, Apply) = (contract, apply);

    /// <summary>How the journal stores it.</summary>
    public EventContract Contract { get; }
    /// <summary>The notices of it.</summary>
    public ImmutableArray<Notice> Notices { get; init; } = [];

    internal Func<Order, OrderEvent, Order> Apply { get; }

    /// <summary>A kind of event.</summary>
    /// <param name="name">The name in the journal, such as <c>order.submitted</c>.</param>
    /// <param name="clause">The clause that it rests on; null where it rests on none.</param>
    /// <param name="json">How it is written as JSON.</param>
    /// <param name="apply">Applies it to an order; never refuses.</param>
    internal static OrderEventType Of<T>(string name, string? clause, JsonTypeInfo<T> json, Func<Order, T, Order> apply) where T
        : OrderEvent =>
        new(EventContract.Of(name, clause, json), (order, @event) => apply(order, (T)@event));
}
