using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Access;

/// <summary>Who may know of which orders, by <see cref="OrderScope"/>. What an actor may not know of is answered like what does not
/// exist.</summary>
public static class OrderAccess
{
    /// <summary>The company's own roles, who see every order (R5.4.2).</summary>
    public const Roles SeesEverything = OrderScope.CompanyRoles;

    /// <summary>Everybody who sees any order: the company's own, customers theirs, platforms theirs.</summary>
    public const Roles SeesOrders = SeesEverything | Roles.Customer | Roles.Platform;

    /// <summary>Whether the viewer may know of an order that stands there.</summary>
    public static bool MaySee(Actor viewer, OrderStatus status, string? platform, CustomerId? customer) =>
        OrderScope.Of(viewer).Includes(status, platform, customer);
}
