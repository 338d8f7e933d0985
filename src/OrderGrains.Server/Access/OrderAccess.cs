using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Access;

/// <summary>Decides which orders an actor may see, by <see cref="OrderScope"/>. An invisible order is answered like one that does not
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
