using GraphQL;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

/// <summary>Orders.</summary>
public sealed partial class Query
{
    private const int CountedAtMost = 10_000;

    /// <summary>The order with this id; null if there is none that the viewer may know of.</summary>
    [Access(OrderAccess.SeesOrders)]
    public static async ValueTask<OrderNode?> Order([Caller] Actor viewer, [FromServices] OrderReader orders, [Id] string id, CancellationToken cancellation) =>
        GlobalId.TryDecode(id, "Order", out var order) ? await orders.FindAsync(order, viewer, cancellation) : null;

    /// <summary>The order with this number (R2.2.2); null if there is none that the viewer may know of.</summary>
    [Access(OrderAccess.SeesOrders)]
    public static ValueTask<OrderNode?> OrderByNumber([Caller] Actor viewer, [FromServices] OrderReader orders, string number, CancellationToken cancellation) =>
        orders.FindByNumberAsync(number, viewer, cancellation);

    /// <summary>The order that a platform submitted under its own number (R2.1.2); null if there is none that the viewer may know of.</summary>
    [Access(OrderAccess.SeesOrders)]
    public static ValueTask<OrderNode?> OrderByExternalReference(
        [Caller] Actor viewer, [FromServices] OrderReader orders, string platform, string externalReference, CancellationToken cancellation) =>
        orders.FindAsync(OrderId.OfSubmission(platform, externalReference).Value, viewer, cancellation);

    /// <summary>The orders that the viewer may know of, page by page.</summary>
    /// <param name="viewer">Who asks.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="context">The request.</param>
    /// <param name="first">How many from the start (or after <paramref name="after"/>).</param>
    /// <param name="after">The cursor after which the page begins.</param>
    /// <param name="last">How many from the end (or before <paramref name="before"/>).</param>
    /// <param name="before">The cursor before which the page ends.</param>
    /// <param name="where">Which orders.</param>
    /// <param name="orderBy">How they are sorted; the newest first if nothing is said.</param>
    [Access(OrderAccess.SeesOrders)]
    public static async ValueTask<OrderConnection> Orders(
        [Caller] Actor viewer, [FromServices] OrderReader orders, IResolveFieldContext context,
        int? first = null, string? after = null, int? last = null, string? before = null, OrderFilter? where = null, OrderSort? orderBy = null)
    {
        var arguments = PageArguments.Of(first, after, last, before);
        var sort = orderBy ?? new OrderSort();
        var place = arguments.Cursor is { } cursor ? OrderConnection.PlaceOf(cursor, sort) : (OrderPlace?)null;
        var descending = sort.Direction == SortDirection.Desc ^ arguments.Backward;
        var page = await orders.PageAsync(new OrderPage(where, viewer, sort.Field, descending, place, arguments.Size + 1), context.CancellationToken);
        return new OrderConnection(arguments.Connect(page, order => OrderConnection.CursorOf(order, sort)), async () =>
            await orders.CountAsync(where, viewer, CountedAtMost + 1, context.CancellationToken), CountedAtMost);
    }
}
