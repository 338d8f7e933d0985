using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>Reads the notifications of a person: in person, as a customer, and in each role.</summary>
public sealed class InboxReader(ConsumerTables tables, OrderReader orders, OrderPolicy company, TimeProvider clock)
{
    internal const string Type = "Notification", Sort = "notification";
    private const int CountedAtMost = 1_000;
    private readonly NotificationTable _notifications = new(tables);

    /// <summary>A page of what the viewer was told, the newest first.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="unread">Only what nobody has read.</param>
    /// <param name="before">The id before which the page begins; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<NotificationNode>> PageAsync(Actor viewer, bool unread, Guid? before, int limit,
        CancellationToken cancellation) =>
        await NodesAsync(await _notifications.PageAsync(For(viewer), unread, before, limit, cancellation), viewer, cancellation);

    /// <summary>How much of what the viewer was told nobody has read, at most 1,000.</summary>
    public Task<int> UnreadAsync(Actor viewer, CancellationToken cancellation) =>
        _notifications.UnreadAsync(For(viewer), CountedAtMost, cancellation);

    /// <summary>The notifications with these ids, in their order; null where the viewer was told none.</summary>
    public async Task<IReadOnlyList<NotificationNode?>> FindAsync(IReadOnlyList<Guid> ids, Actor viewer, CancellationToken cancellation)
    {
        var rows = await _notifications.FindAsync(For(viewer), [.. ids.Distinct()], cancellation);
        var found = (await NodesAsync(rows, viewer, cancellation)).ToDictionary(notification => notification.Place);
        return [.. ids.Select(found.GetValueOrDefault)];
    }

    /// <summary>Notes that the viewer has read notifications; nothing, if one of them is not the viewer's.</summary>
    public async Task<NotificationPayload> ReadAsync(Actor viewer, NotificationReadInput input, CancellationToken cancellation)
    {
        if (input.Ids.Count is 0 or > PageRequest.MaxSize)
            return new(CommandAnswer.Of(new Rejection.Invalid(input.Ids.Count == 0
                ? RejectionCode.Required : RejectionCode.TooMany, "ids", "1..100")));
        var ids = input.Ids.Select(id => GlobalId.TryDecode(id, Type, out var known) ? known : Guid.Empty).ToList();
        var found = (await _notifications.FindAsync(For(viewer), [.. ids.Distinct()], cancellation)).ToDictionary(row => row.Id);
        Rejection[] unknown = [.. ids.Index().Where(id => !found.ContainsKey(id.Item))
            .Select(id => new Rejection.RuleBroken(RejectionCode.NotFound, $"ids[{id.Index}]"))];
        if (unknown.Length > 0)
            return new(CommandAnswer.Of(unknown));
        List<NotificationRow> unread = [.. found.Values.Where(row => row.ReadAt is null)];
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (unread.Count > 0)
            await _notifications.ReadAsync(unread, viewer.Subject, now, cancellation);
        List<NotificationRow> rows = [.. found.Values.Select(row => row.ReadAt is null
            ? row with { ReadAt = now, ReadBy = viewer.Subject } : row)];
        // found above
        return new(await NodesAsync([.. ids.Distinct().Select(id => rows.Find(row => row.Id == id)!)], viewer, cancellation),
            unread.Count == 0);
    }

    private async Task<IReadOnlyList<NotificationNode>> NodesAsync(IReadOnlyList<NotificationRow> rows, Actor viewer,
        CancellationToken cancellation)
    {
        var known = (await orders.FindAsync([.. rows.Select(row => row.Order).Distinct()], viewer, cancellation)).OfType<OrderNode>()
            .ToDictionary(order => order.Stream.Value);
        return [.. rows.Select(row => new NotificationNode(row, known.GetValueOrDefault(row.Order), company))];
    }

    private static List<Recipient> For(Actor viewer) => [.. Recipient.Reaching(viewer, NotificationRules.RolesInUse)];
}
