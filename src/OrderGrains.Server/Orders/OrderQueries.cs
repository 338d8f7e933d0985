using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

/// <summary>Everything that can be asked.</summary>
public sealed partial class Query
{
    private const int CountedAtMost = 10_000;

    /// <summary>The order with this id; null if there is none that the viewer may know of.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="id">The global id.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderAccess.SeesOrders)]
    public static async Task<OrderNode?> Order([Caller] Actor viewer, [FromServices] OrderReader orders, [ApiId] string id,
        CancellationToken cancellation) =>
        GlobalId.TryDecode(id, "Order", out var order) ? await orders.FindAsync(order, viewer, cancellation) : null;

    /// <summary>The order with this number (R2.2.2); null if there is none that the viewer may know of.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="number">The order number.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderAccess.SeesOrders)]
    public static Task<OrderNode?> OrderByNumber([Caller] Actor viewer, [FromServices] OrderReader orders, string number,
        CancellationToken cancellation) =>
        orders.FindByNumberAsync(number, viewer, cancellation).AsTask();

    /// <summary>The order that a platform submitted under its own number (R2.1.2); null if there is none that the viewer may know
    /// of.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="externalReference">The platform's own number of the order.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderAccess.SeesOrders)]
    public static Task<OrderNode?> OrderByExternalReference(
        [Caller] Actor viewer, [FromServices] OrderReader orders, string platform, string externalReference,
            CancellationToken cancellation) =>
        orders.FindAsync(OrderId.OfSubmission(platform, externalReference).Value, viewer, cancellation).AsTask();

    /// <summary>The orders that the viewer may know of, page by page.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many from the start, or after a cursor; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    /// <param name="last">How many from the end, or before a cursor; 1 to 100.</param>
    /// <param name="before">The cursor before which the page ends.</param>
    /// <param name="where">Which orders; all conditions hold.</param>
    /// <param name="orderBy">How they are sorted; the newest first if nothing is said.</param>
    [Access(OrderAccess.SeesOrders)]
    public static async Task<Connection<OrderNode>> Orders(
        [Caller] Actor viewer, [FromServices] OrderReader orders, CancellationToken cancellation,
        int? first = null, string? after = null, int? last = null, string? before = null, OrderFilter? where = null,
            OrderSort? orderBy = null)
    {
        var sort = orderBy ?? new OrderSort();
        var request = PageRequest.Of(first, after, last, before, sort.Name);
        var page = new OrderPage(where, viewer, sort.Key, sort.IsDescending ^ request.Backward, OrderSort.PlaceOf(request.Cursor),
            request.Size + 1);
        return request.Page(await orders.PageAsync(page, cancellation), sort.CursorOf, async ct =>
        {
            var count = await orders.CountAsync(where, viewer, CountedAtMost + 1, ct);
            return new Total(Math.Min(count, CountedAtMost), count <= CountedAtMost);
        });
    }

    /// <summary>The place after every event recorded so far. Who first asks for it, then reads, and then subscribes after it misses
    /// nothing.</summary>
    /// <param name="orders">The events of orders.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderAccess.SeesOrders)]
    public static Task<string> OrderEventsCursor([FromServices] OrderFeed orders, CancellationToken cancellation) =>
        orders.CursorAsync(cancellation).AsTask();

    /// <summary>The record with this global id; null if there is none that the viewer may know of.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="nodes">The records of all kinds.</param>
    /// <param name="id">The global id.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access]
    public static async Task<INode?> Node([Caller] Actor viewer, [FromServices] NodeReader nodes, [ApiId] string id,
        CancellationToken cancellation) =>
        (await nodes.FindAsync([id], viewer, cancellation))[0];

    /// <summary>The records with these global ids, in their order; null where there is none that the viewer may know of.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="nodes">The records of all kinds.</param>
    /// <param name="ids">The global ids.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access, Cost(ItemsOf = nameof(ids))]
    public static Task<IReadOnlyList<INode?>> Nodes(
        [Caller] Actor viewer, [FromServices] NodeReader nodes, [ApiId, MaxItems(PageRequest.MaxSize)] IReadOnlyList<string> ids,
            CancellationToken cancellation) =>
        nodes.FindAsync(ids, viewer, cancellation);
}
