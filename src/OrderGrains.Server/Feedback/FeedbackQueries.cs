using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Feedback;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>The feedback that customer service has to collect, or had to (R9.1), the newest first.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="items">The feedback items.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many from the start, or after a cursor; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    /// <param name="last">How many from the end, or before a cursor; 1 to 100.</param>
    /// <param name="before">The cursor before which the page ends.</param>
    /// <param name="where">Which items; all conditions hold.</param>
    [Access(FeedbackItemNode.Readers)]
    public static async Task<Connection<FeedbackItemNode>> FeedbackItems(
        [Caller] Actor viewer, [FromServices] FeedbackItems items, CancellationToken cancellation,
        int? first = null, string? after = null, int? last = null, string? before = null, FeedbackFilter? where = null)
    {
        var request = PageRequest.Of(first, after, last, before, FeedbackItemNode.Newest);
        return request.Page(await items.PageAsync(where, request, viewer, cancellation), item => item.Place, async ct =>
        {
            var count = await items.CountAsync(where, CountedAtMost + 1, ct);
            return new Total(Math.Min(count, CountedAtMost), count <= CountedAtMost);
        });
    }
}
