using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Notifications;

/// <summary>A notification that an event brings about, as the regulation or the deadlines demand.</summary>
public sealed record Notice
{
    private readonly Func<Order, OrderEvent, IEnumerable<Notification>> _of;

    private Notice(IEnumerable<Roles> roles, Func<Order, OrderEvent, IEnumerable<Notification>> of) => (Roles, _of) = ([.. roles], of);

    /// <summary>The sets of roles that it may be addressed to.</summary>
    public IReadOnlyList<Roles> Roles { get; }

    /// <summary>Its notifications and their recipients.</summary>
    /// <param name="order">The order after the event, or later.</param>
    /// <param name="event">The event.</param>
    public IEnumerable<Notification> Of(Order order, OrderEvent @event) => _of(order, @event);

    /// <summary>A notification to everybody who holds one of the roles.</summary>
    internal static Notice ToRoles<T>(NotificationKind kind, Roles roles, Func<T, NotificationDetails>? details = null) where T
        : OrderEvent =>
        new([roles], (_, @event) => [new(Recipient.Of(roles), kind, details?.Invoke((T)@event))]);

    /// <summary>A notification to everybody who holds one of the roles.</summary>
    internal static Notice ToRoles(NotificationKind kind, Roles roles) => ToRoles<OrderEvent>(kind, roles);

    /// <summary>A notification to recipients whom order and event name.</summary>
    internal static Notice To<T>(
        NotificationKind kind, Func<Order, T, IEnumerable<Recipient>> recipients, Func<T, NotificationDetails>? details = null,
            params ReadOnlySpan<Roles> roles)
        where T : OrderEvent =>
        new(roles.ToArray(), (order, @event) =>
            recipients(order, (T)@event).Select(recipient => new Notification(recipient, kind, details?.Invoke((T)@event))));
}
