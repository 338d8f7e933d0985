using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server;

public sealed partial class Subscription
{
    /// <summary>
    /// The tasks of the viewer, whenever they change: of each order, all its tasks after the change, to be shown instead of those that were
    /// told before. One order's changes come in their order, two orders' in any. What the viewer has in the place of a colleague who is
    /// absent then is told too; but not that an absence begins or ends: <c>viewer { tasks }</c> shows what follows.
    /// </summary>
    /// <param name="viewer">The subscriber.</param>
    /// <param name="tasks">The changes of tasks.</param>
    /// <param name="lastEventId">The last event that a client which reconnected by itself says to know.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <param name="after">The cursor after which it begins; from now on if nothing is said.</param>
    [Access(OrderAccess.SeesOrders)]
    public static Task<EventSource<TaskEvent>> ViewerTasks(
        [Caller] Actor viewer, [FromServices] TaskFeed tasks, [LastEventId] string? lastEventId, CancellationToken cancellation,
            string? after = null) =>
        tasks.FollowAsync(viewer, lastEventId ?? after, cancellation);

    /// <summary>The notifications of the viewer, as a person, as a customer, and in each of their roles (R2.1.2, R2.3). One order's
    /// notifications come in their order, two orders' in any.</summary>
    /// <param name="viewer">The subscriber.</param>
    /// <param name="notifications">The notifications.</param>
    /// <param name="lastEventId">The last event that a client which reconnected by itself says to know.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <param name="after">The cursor after which it begins; from now on if nothing is said.</param>
    [Access]
    public static Task<EventSource<NotificationEvent>> Notifications(
        [Caller] Actor viewer, [FromServices] NotificationFeed notifications, [LastEventId] string? lastEventId,
            CancellationToken cancellation, string? after = null) =>
        notifications.FollowAsync(viewer, lastEventId ?? after, cancellation);
}
