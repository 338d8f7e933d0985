using GraphQL;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Assignment;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>The teams that an order might be assigned to, the best first, with what their scores are made of and what would change the
    /// ranking (R3.1). Null if there is no such order, or nothing is known of its service yet.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="ranking">Ranks the teams.</param>
    /// <param name="orders">The orders.</param>
    /// <param name="policy">The company's policy.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="orderId">The order's global id.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many, the best first; 1 to 100, 20 if nothing is said.</param>
    /// <param name="work">The planned person-hours; the weeks of the order's term, the next twelve at most, if nothing is said.</param>
    [Access(OrderAccess.SeesEverything)]
    public static async Task<IReadOnlyList<CandidateNode>?> AssignmentCandidates(
        [Caller] Actor viewer, [FromServices] AssignmentRanking ranking, [FromServices] OrderReader orders,
            [FromServices] OrderPolicy policy,
        [FromServices] TimeProvider clock, [ApiId] string orderId, CancellationToken cancellation, int? first = null,
        [MaxItems(AssignmentRules.MaxWork)] IReadOnlyList<WorkHoursForm>? work = null)
    {
        var size = PageRequest.Of(first, null, null, null, "candidates").Size;
        if (!GlobalId.TryDecode(orderId, "Order", out var id) || await orders.LoadAsync(id, viewer, cancellation)
            is not { Information: not null } order)
            return null;
        if (work is null)
            return Nodes(await ranking.RankAsync(order, null, cancellation));
        return AssignmentRules.ReadWork([.. work], clock.GetUtcNow(), policy) is { } planned
            ? Nodes(await ranking.RankAsync(order, planned, cancellation))
            : throw new ApiException(
                ErrorCodes.BadUserInput,
                    "The work needs existing weeks that are not in the past, a role and person-hours above 0, each week and role once.");

        IReadOnlyList<CandidateNode> Nodes(IEnumerable<Candidate> candidates) =>
            [.. candidates.Take(size).Select(candidate => new CandidateNode(candidate))];
    }
}
