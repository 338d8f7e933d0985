
using OrderGrains.Server.Filters;

namespace OrderGrains.Server.Orders;

/// <summary>Which events of orders: all conditions given hold.</summary>
public sealed record OrderEventFilter
{
    /// <summary>By order.</summary>
    public IdFilter? OrderId { get; init; }
    /// <summary>By the event's name, such as <c>order.submitted</c>.</summary>
    public TextFilter? Type { get; init; }
    /// <summary>By the order's platform.</summary>
    public TextFilter? Platform { get; init; }

    /// <summary>The orders; null: any.</summary>
    internal IReadOnlyCollection<StreamId>? Records
    {
        get
        {
            if (OrderId is not { } wanted || Values(wanted.Eq, wanted.In) is not { } ids)
                return null;
            // An id that is none of an order's is followed like that of an order which does not exist.
            return [.. ids.Select(id => GlobalId.TryDecode(id, "Order", out var order)
                ? order : Guid.Empty).Distinct().Select(order => new StreamId(order))];
        }
    }

    /// <summary>The platforms; null: any.</summary>
    internal IReadOnlyCollection<string>? Platforms => Platform is { } wanted ? Values(wanted.Eq, wanted.In) : null;

    /// <summary>Whether type and platform are wanted ones.</summary>
    internal bool Matches(OrderNews news) =>
        (Type is not { } type || Holds(type, news.Recorded.Event.Type)) && (Platform is not { } platform || Holds(platform, news.Platform));

    private static bool Holds(TextFilter filter, string? value) =>
        (filter.Eq is null || filter.Eq == value) && (filter.In is null || (value is not null && filter.In.Contains(value)));

    private static List<string>? Values(string? eq, IReadOnlyList<string>? among) =>
        eq is not null ? [.. new[] { eq }.Where(value => among?.Contains(value) ?? true)] : among?.Distinct().ToList();
}
