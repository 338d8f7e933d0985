using System.Runtime.CompilerServices;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>A notification on its way to subscribers, and its order, read once for all of them.</summary>
/// <param name="row">The notification as stored.</param>
/// <param name="orders">Reads the order.</param>
public sealed class NotificationNews(NotificationRow row, OrderReader orders)
{
    private readonly Lazy<Task<OrderNode?>> _order = new(() => orders.ReadAsync(row.Order));

    internal NotificationRow Row => row;

    /// <summary>The recipients.</summary>
    internal Recipient Recipient { get; } = new(row.Recipient);

    /// <summary>The order; null where the viewer may not know of it.</summary>
    internal async ValueTask<OrderNode?> OrderAsync(Actor viewer) =>
        await _order.Value is { } order && order.Card.IsVisibleTo(viewer) ? order : null;
}

/// <summary>
/// Tells subscribers of notifications, by following the table of the inbox: warnings stand nowhere else. While somebody listens, each
/// process asks for new ones four times a second, by one statement, however many listen.
/// </summary>
public sealed class NotificationFeed(
    IJournal journal, ConsumerTables tables, OrderReader orders, OrderPolicy company, FeedLimits limits, TimeProvider clock,
        ILogger<NotificationFeed> logger)
    : Feed<NotificationRow, NotificationNews>(limits, clock, logger)
{
    private const int PageSize = 100;
    private const int MissedPageSize = 500;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private readonly NotificationTable _table = new(tables);
    private readonly TimeProvider _clock = clock;

    /// <inheritdoc/>
    protected override int Partitions { get; } = journal.Partitions;

    /// <inheritdoc/>
    protected override PlaceKind Counts => PlaceKind.Notifications;

    /// <summary>Follows what the viewer is told.</summary>
    /// <param name="viewer">The subscriber.</param>
    /// <param name="after">The cursor of the last notification that the viewer knows; null: from now on.</param>
    /// <param name="cancellation">Ends the following.</param>
    public async Task<EventSource<NotificationEvent>> FollowAsync(Actor viewer, string? after, CancellationToken cancellation)
    {
        var reach = Recipient.Reaching(viewer, NotificationRules.RolesInUse).ToHashSet();
        var interest = new FeedInterest<NotificationNews>([.. reach.Select(TopicOf)], news => reach.Contains(news.Recipient));
        var reader = await FollowCursorAsync(after, interest, cancellation);
        return new(EventsAsync(reader, viewer, cancellation), () => reader.Cursor);
    }

    /// <inheritdoc/>
    protected override (int Partition, long Position) PlaceOf(NotificationRow record) => (record.Partition, record.Position);

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<NotificationNews?>> ReadAsync(IReadOnlyList<NotificationRow> page, bool inDetail,
        CancellationToken cancellation) =>
        new([.. page.Select(row => new NotificationNews(row, orders))]);

    /// <inheritdoc/>
    protected override void AddTopics(NotificationNews news, List<Topic> topics) => topics.Add(TopicOf(news.Recipient));

    /// <inheritdoc/>
    protected override async ValueTask<long[]> HeadsAsync(CancellationToken cancellation) =>
        await _table.HeadsAsync(Partitions, cancellation);

    /// <inheritdoc/>
    protected override IEnumerable<IFeedSource<NotificationRow>> SourcesAfter(JournalPlace place) => [new Source(_table, place, _clock)];

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<NotificationRow>> ReadPageAsync(int partition, long after,
        CancellationToken cancellation) =>
        await _table.AfterAsync([(partition, after)], MissedPageSize, cancellation);

    private static Topic TopicOf(Recipient recipient) => new(TopicKind.Recipient, recipient);

    private async IAsyncEnumerable<NotificationEvent> EventsAsync(
        FeedReader<NotificationRow, NotificationNews> reader, Actor viewer, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in reader.ReadAllAsync().WithCancellation(cancellation))
            yield return new NotificationEvent(new NotificationNode(item.News.Row, await item.News.OrderAsync(viewer), company),
                CursorOf(item.Place));
    }

    private sealed class Source(NotificationTable table, JournalPlace place, TimeProvider clock) : IFeedSource<NotificationRow>
    {
        private readonly (int Partition, long Position)[] _after = [.. Enumerable.Range(0, place.Partitions)
            .Select(partition => (partition, place[partition]))];

        public async ValueTask<IReadOnlyList<NotificationRow>> ReadAsync(CancellationToken cancellation)
        {
            while (true)
            {
                var rows = await table.AfterAsync(_after, PageSize, cancellation);
                foreach (var row in rows)
                    _after[row.Partition].Position = row.Position;
                if (rows.Count > 0)
                    return rows;
                await Task.Delay(Period, clock, cancellation);
            }
        }

        public void Dispose()
        {
            // Nothing is kept open between two questions.
        }
    }
}
