using System.Globalization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Search;

namespace OrderGrains.Server.Orders;

/// <summary>Which orders a list shows: all conditions given hold.</summary>
[MaxSize(depth: 8, count: 200)]
public sealed record OrderFilter : ISearchFilter<OrderFilter>
{
    /// <summary>All of these hold.</summary>
    public IReadOnlyList<OrderFilter>? And { get; init; }
    /// <summary>At least one of these holds.</summary>
    public IReadOnlyList<OrderFilter>? Or { get; init; }
    /// <summary>This does not hold.</summary>
    public OrderFilter? Not { get; init; }
    /// <summary>By what it contains, as people look for it: order number, reference, contract number, customer, contact person, phone,
    /// address, requirements, and deliverables and goals as far as 8,000 characters hold them all. Each word of it is somewhere in there,
    /// also inside a longer word; case, width, accents and punctuation do not matter. May lag a moment.</summary>
    public string? Contains { get; init; }
    /// <summary>By status.</summary>
    public OrderStatusFilter? Status { get; init; }
    /// <summary>By platform.</summary>
    public TextFilter? Platform { get; init; }
    /// <summary>By order number.</summary>
    public TextFilter? Number { get; init; }
    /// <summary>By customer.</summary>
    public IdFilter? CustomerId { get; init; }
    /// <summary>By when the order's record began.</summary>
    public InstantFilter? CreatedAt { get; init; }
    /// <summary>By when the order last changed.</summary>
    public InstantFilter? UpdatedAt { get; init; }

    OrderFilter ISearchFilter<OrderFilter>.With(string? contains, IReadOnlyList<OrderFilter>? and) =>
        this with { Contains = contains, And = and };
}

/// <summary>A condition on the status.</summary>
/// <param name="Eq">Exactly this status.</param>
/// <param name="In">One of these statuses.</param>
public sealed record OrderStatusFilter(OrderStatus? Eq = null, IReadOnlyList<OrderStatus>? In = null);

/// <summary>The fields that orders are sorted by.</summary>
public enum OrderSortField
{
    /// <summary>When the order's record began.</summary>
    CreatedAt,
    /// <summary>When the order last changed.</summary>
    UpdatedAt,
}

/// <summary>How a list of orders is sorted.</summary>
public sealed record OrderSort
{
    private const long LastInstant = 253_402_300_800_000; // The end of the year 9999, in milliseconds.

    /// <summary>By what; by the beginning of the order's record if nothing is said.</summary>
    public OrderSortField? Field { get; init; }
    /// <summary>In which direction; the greatest first if nothing is said.</summary>
    public SortDirection? Direction { get; init; }

    internal OrderSortField Key => Field ?? OrderSortField.CreatedAt;
    internal bool IsDescending => Direction is not SortDirection.Asc;
    internal string Name => EnumCode<OrderSortField>.Of(Key) + (IsDescending ? "-" : "+");

    internal Cursor CursorOf(OrderNode order) =>
        new(Name, (Key == OrderSortField.CreatedAt
            ? order.CreatedAt : order.UpdatedAt).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), order.Stream.Value);

    internal static KeysetCursor? PlaceOf(Cursor? cursor) =>
        cursor is not null && long.TryParse(cursor.Key, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0
            and < LastInstant
            ? new KeysetCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), cursor.Id) : null;
}
