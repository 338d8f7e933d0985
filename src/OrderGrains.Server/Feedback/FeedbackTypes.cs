using GraphQL;
using OrderGrains.Domain.Feedback;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Feedback;

/// <summary>Something that customer service has to ask of a customer, or had (R9.1).</summary>
[Name("FeedbackItem"), Access(Readers)]
public sealed class FeedbackItemNode : INode
{
    private readonly FeedbackItem _item;
    private readonly FeedbackOrders _orders;

    /// <summary>The roles that may see feedback (R9.1, R9.2.2): customer service, order management, leaders and oversight.</summary>
    internal const Roles Readers =
        Roles.CustomerService | Roles.CustomerServiceLead | Roles.OrderManager | Roles.SeniorLeader | Roles.Auditor;

    internal FeedbackItemNode(FeedbackItem item, FeedbackOrders orders) => (_item, _orders) = (item, orders);

    internal const string Type = "FeedbackItem", Newest = "feedback-";

    internal Guid Key => _item.Id;

    internal Cursor Place => new(Newest, _item.OpenedAt.ToUnixTimeMilliseconds()
        .ToString(System.Globalization.CultureInfo.InvariantCulture), _item.Id);

    /// <summary>The item's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode(Type, _item.Id);
    /// <summary>The occasion.</summary>
    public FeedbackKind Kind => _item.Kind;
    /// <summary>Where it stands.</summary>
    public FeedbackStatus Status => _item.Status;
    /// <summary>How the customer was asked; null until then.</summary>
    public FeedbackChannel? Channel => _item.Channel;
    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt => _item.OpenedAt;
    /// <summary>When it is due; null as long as no clock runs.</summary>
    public DateTimeOffset? DueAt => _item.DueAt;
    /// <summary>When it was closed; null while it is open.</summary>
    public DateTimeOffset? ClosedAt => _item.ClosedAt;
    /// <summary>The order's global id.</summary>
    [ApiId] public string OrderId => GlobalId.Encode("Order", _item.Order);
    /// <summary>The customer's global id.</summary>
    [ApiId] public string CustomerId => GlobalId.Encode("Customer", _item.Customer);

    /// <summary>The order, with the customer to be asked.</summary>
    public ValueTask<OrderNode?> Order() => _orders.FindAsync(_item.Order);
}

/// <summary>A feedback item, as stored.</summary>
internal sealed record FeedbackItem(
    Guid Id, Guid Order, Guid Customer, FeedbackKind Kind, FeedbackStatus Status, FeedbackChannel? Channel,
    DateTimeOffset OpenedAt, DateTimeOffset? DueAt, DateTimeOffset? ClosedAt);

/// <summary>Which feedback items a list shows: all conditions given hold.</summary>
public sealed record FeedbackFilter
{
    /// <summary>By status.</summary>
    public FeedbackStatusFilter? Status { get; init; }
    /// <summary>By occasion.</summary>
    public FeedbackKindFilter? Kind { get; init; }
    /// <summary>By order.</summary>
    public IdFilter? OrderId { get; init; }
}

/// <summary>A condition on a feedback item's status.</summary>
/// <param name="Eq">Exactly this status.</param>
/// <param name="In">One of these statuses.</param>
public sealed record FeedbackStatusFilter(FeedbackStatus? Eq = null, IReadOnlyList<FeedbackStatus>? In = null);

/// <summary>A condition on a feedback item's occasion.</summary>
/// <param name="Eq">Exactly this occasion.</param>
/// <param name="In">One of these occasions.</param>
public sealed record FeedbackKindFilter(FeedbackKind? Eq = null, IReadOnlyList<FeedbackKind>? In = null);

/// <summary>The orders of a page of feedback items, read together when the first is asked for.</summary>
internal sealed class FeedbackOrders(IReadOnlyList<Guid> ids, OrderReader orders, Actor viewer, CancellationToken cancellation)
{
    private readonly Lock _lock = new();
    private Task<IReadOnlyList<OrderNode?>>? _orders;

    public async ValueTask<OrderNode?> FindAsync(Guid id)
    {
        Task<IReadOnlyList<OrderNode?>> found;
        lock (_lock)
            found = _orders ??= orders.FindAsync(ids, viewer, cancellation).AsTask();
        return (await found).FirstOrDefault(order => order?.Stream.Value == id);
    }
}
