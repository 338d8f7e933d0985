using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>The customer with this id, or the one that it was merged into; null if there is none that the viewer may know of.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="customers">The customers.</param>
    /// <param name="id">The global id.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(CustomerAccess.SeesCustomers)]
    public static async Task<CustomerNode?> Customer([Caller] Actor viewer, [FromServices] CustomerReader customers, [ApiId] string id,
        CancellationToken cancellation) =>
        GlobalId.TryDecode(id, "Customer", out var customer) ? (await customers.FindAsync([customer], viewer, cancellation))[0] : null;

    /// <summary>The customers, page by page; without those that were merged into another.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many from the start, or after a cursor; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    /// <param name="last">How many from the end, or before a cursor; 1 to 100.</param>
    /// <param name="before">The cursor before which the page ends.</param>
    /// <param name="where">Which customers; all conditions hold.</param>
    /// <param name="orderBy">How they are sorted; the newest first if nothing is said.</param>
    [Access(OrderAccess.SeesEverything)]
    public static async Task<Connection<CustomerNode>> Customers(
        [FromServices] CustomerReader customers, CancellationToken cancellation,
        int? first = null, string? after = null, int? last = null, string? before = null, CustomerFilter? where = null,
            CustomerSort? orderBy = null)
    {
        var sort = orderBy ?? new CustomerSort();
        var request = PageRequest.Of(first, after, last, before, sort.Name);
        var page = new CustomerPage(where, sort.Key, sort.IsDescending ^ request.Backward, OrderSort.PlaceOf(request.Cursor), request.Size
            + 1);
        return request.Page(await customers.PageAsync(page, cancellation), sort.CursorOf, async ct =>
        {
            var count = await customers.CountAsync(where, CountedAtMost + 1, ct);
            return new Total(Math.Min(count, CountedAtMost), count <= CountedAtMost);
        });
    }
}
