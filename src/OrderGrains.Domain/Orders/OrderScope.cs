using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>Which orders an actor may know of. The gate before commands, lists, subscriptions and single orders are all made of it, so they
/// cannot disagree; an order outside of it is answered like one that does not exist. Its parts add up: an actor with several roles knows of
/// all that one of them reaches.</summary>
public readonly record struct OrderScope
{
    /// <summary>The company's own roles, which see every order (R5.4.2).</summary>
    public const Roles CompanyRoles =
        Roles.Sales | Roles.OrderManager | Roles.OrderReviewer | Roles.AssignmentApprover | Roles.ProjectManager | Roles.ServiceStaff | Roles.TechSupport
        | Roles.TechExpert | Roles.TeamQc | Roles.CustomerService | Roles.CustomerServiceLead | Roles.Finance | Roles.SeniorLeader | Roles.DocumentAdmin
        | Roles.DocumentApprover | Roles.DepartmentHead | Roles.DepartmentMember | Roles.Auditor;

    /// <summary>Those of the company's own roles that see drafts (R2.2).</summary>
    public const Roles DraftRoles = Roles.Sales | Roles.OrderManager | Roles.Auditor;

    private const string Every = "*";

    private readonly ImmutableArray<string> _platforms;

    private OrderScope(bool everyOrder, bool everyDraft, ImmutableArray<string> platforms, CustomerId? customer) =>
        (EveryOrder, EveryDraft, _platforms, Customer) = (everyOrder, everyDraft, platforms, customer);

    /// <summary>Whether every order is in it, apart from drafts.</summary>
    public bool EveryOrder { get; }
    /// <summary>Whether every draft is in it, discarded ones too.</summary>
    public bool EveryDraft { get; }
    /// <summary>The platforms whose orders are in it; empty where it reaches none by its platform.</summary>
    public ImmutableArray<string> Platforms => _platforms.IsDefault ? [] : _platforms;
    /// <summary>Whether the orders of every platform are in it.</summary>
    public bool EveryPlatform => Platforms.Contains(Every);
    /// <summary>The customer whose orders and drafts are in it; null where it reaches none by its customer.</summary>
    public CustomerId? Customer { get; }

    /// <summary>The scope of an actor.</summary>
    public static OrderScope Of(Actor actor) => new(
        actor.IsAny(CompanyRoles | Roles.System), actor.IsAny(DraftRoles), actor.IsAny(Roles.Platform) ? actor.Platforms : default,
        actor.IsAny(Roles.Customer) ? actor.CustomerId : null);

    /// <summary>Whether a draft has this status.</summary>
    public static bool IsDraft(OrderStatus status) => status.Is(StatusFacets.Unsubmitted);

    /// <summary>Whether the order exists and is in it.</summary>
    public bool Includes(Order order) => order.Status != OrderStatus.None && Includes(order.Status, order.Platform, order.CustomerId);

    /// <summary>Whether an order that stands there is in it.</summary>
    public bool Includes(OrderStatus status, string? platform, CustomerId? customer) =>
        (IsDraft(status) ? EveryDraft : EveryOrder) || Reaches(platform) || (Customer is { } own && own == customer);

    /// <summary>Whether the platform's orders are in it as such; none is for an order without a platform.</summary>
    public bool Reaches(string? platform) =>
        platform is not null && !_platforms.IsDefaultOrEmpty && (_platforms.Contains(Every) || _platforms.Contains(platform));
}
