using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Orders;

/// <summary>Who may know of which orders. What an actor may not know of is answered like what does not exist.</summary>
public static class OrderAccess
{
    /// <summary>The company's own roles, who see every order (R5.4.2).</summary>
    public const Roles SeesEverything =
        Roles.Sales | Roles.OrderManager | Roles.OrderReviewer | Roles.AssignmentApprover | Roles.ProjectManager | Roles.ServiceStaff | Roles.TechSupport
        | Roles.TechExpert | Roles.TeamQc | Roles.CustomerService | Roles.CustomerServiceLead | Roles.Finance | Roles.SeniorLeader | Roles.DocumentAdmin
        | Roles.DocumentApprover | Roles.DepartmentHead | Roles.DepartmentMember | Roles.Auditor;

    /// <summary>Everybody who sees any order: the company's own, customers theirs, platforms theirs.</summary>
    public const Roles SeesOrders = SeesEverything | Roles.Customer | Roles.Platform;

    /// <summary>Those of the company's own roles who see drafts (R2.2).</summary>
    public const Roles SeesDrafts = Roles.Sales | Roles.OrderManager | Roles.Auditor;

    /// <summary>Whether the viewer may know of the order.</summary>
    public static bool MaySee(Actor viewer, OrderCard order) => MaySee(viewer, order.Status, order.Platform, order.CustomerId);

    /// <summary>Whether the viewer may know of an order that stands there.</summary>
    public static bool MaySee(Actor viewer, OrderStatus status, string? platform, CustomerId? customer) =>
        viewer.IsAny(status is OrderStatus.Draft or OrderStatus.Discarded ? SeesDrafts : SeesEverything)
        || (viewer.IsAny(Roles.Platform) && viewer.Reaches(platform))
        || (viewer.IsAny(Roles.Customer) && viewer.CustomerId is { } own && own == customer);
}
