using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server;

/// <summary>Everything that can be followed, by WebSocket or as server-sent events.</summary>
public sealed partial class Subscription
{
    /// <summary>
    /// The events of the orders that the viewer may see. One order's events come in their order, two orders' in any. Nothing is lost or
    /// told twice by one who comes back with the cursor of the last event that it knows, through whichever server.
    /// </summary>
    /// <param name="viewer">The subscriber.</param>
    /// <param name="orders">The events of orders.</param>
    /// <param name="lastEventId">The last event that a client which reconnected by itself says to know.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <param name="where">Which events; all conditions hold.</param>
    /// <param name="after">The cursor after which it begins; from now on if nothing is said.</param>
    [Access(OrderAccess.SeesOrders)]
    public static Task<EventSource<OrderEventEnvelope>> OrderEvents(
        [Caller] Actor viewer, [FromServices] OrderFeed orders, [LastEventId] string? lastEventId, CancellationToken cancellation,
            OrderEventFilter? where = null, string? after = null) =>
        orders.FollowAsync(viewer, where ?? new OrderEventFilter(), lastEventId ?? after, cancellation);
}
