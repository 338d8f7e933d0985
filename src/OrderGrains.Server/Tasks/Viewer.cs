using GraphQL;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Tasks;

/// <summary>The viewer.</summary>
[Access]
public sealed class Viewer(Actor actor)
{
    /// <summary>The subject of the token.</summary>
    public string Subject => actor.Subject;
    /// <summary>The roles held.</summary>
    public Roles Roles => actor.Roles;

    /// <summary>The tasks of the viewer: the first due first, those without a deadline last.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    [Access(OrderAccess.SeesOrders)]
    public async Task<Connection<TaskNode>> Tasks([FromServices] TaskReader tasks, CancellationToken cancellation, int? first = null,
        string? after = null)
    {
        var page = PageRequest.Of(first, after, null, null, TaskPlace.Sort);
        var found = page.Page(await tasks.PageAsync(actor, TaskPlace.Of(page.Cursor), page.Size + 1, cancellation), task =>
            task.Place.ToCursor());
        return found with { Edges = [.. found.Edges.Where(edge => edge.Node.IsKnown)] };
    }

    /// <summary>The notifications of the viewer, the newest first (R2.1.2, R2.3).</summary>
    /// <param name="inbox">The inbox.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    /// <param name="unread">Whether only what nobody has read yet is shown.</param>
    public async Task<Connection<NotificationNode>> Notifications(
        [FromServices] InboxReader inbox, CancellationToken cancellation, int? first = null, string? after = null, bool unread = false)
    {
        var page = PageRequest.Of(first, after, null, null, InboxReader.Sort);
        return page.Page(await inbox.PageAsync(actor, unread, page.Cursor?.Id, page.Size + 1, cancellation), notification =>
            new Cursor(InboxReader.Sort, null, notification.Place));
    }

    /// <summary>How much of what the viewer was told nobody has read yet, counted to 1,000 at most.</summary>
    /// <param name="inbox">The inbox.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Cost(10)]
    public Task<int> UnreadCount([FromServices] InboxReader inbox, CancellationToken cancellation) =>
        inbox.UnreadAsync(actor, cancellation);

    /// <summary>The place up to which tasks are those that are shown. Who first asks for it, then reads the tasks, and then subscribes to
    /// viewerTasks after it misses nothing.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderAccess.SeesOrders)]
    public Task<string> TasksCursor([FromServices] TaskReader tasks, CancellationToken cancellation) => tasks.CursorAsync(cancellation);

    /// <summary>The place after every notification so far. Who first asks for it, then reads, and then subscribes to notifications after it
    /// misses nothing.</summary>
    /// <param name="notifications">The notifications.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public Task<string> NotificationsCursor([FromServices] NotificationFeed notifications, CancellationToken cancellation) =>
        notifications.CursorAsync(cancellation).AsTask();
}
