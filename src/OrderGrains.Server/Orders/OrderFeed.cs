using System.Runtime.CompilerServices;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Records;
using OrderGrains.Streams;

namespace OrderGrains.Server.Orders;

/// <summary>Tells subscribers of the events of orders, each of those that it may know of.</summary>
public sealed class OrderFeed(
    IJournal journal, JournalTail tail, AggregateStore<Order, OrderEvent, Rejection> orders, OrderRows rows, EventNames names,
    FeedLimits limits, TimeProvider clock, ILogger<OrderFeed> logger)
    : JournalFeed<OrderNews>(journal, tail, limits, clock, logger)
{
    /// <summary>Follows the events that the viewer may know of.</summary>
    /// <param name="viewer">The subscriber.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="after">The cursor of the last event that the viewer knows; null: from now on.</param>
    /// <param name="cancellation">Ends the following.</param>
    public async Task<EventSource<OrderEventEnvelope>> FollowAsync(Actor viewer, OrderEventFilter filter, string? after,
        CancellationToken cancellation)
    {
        var reader = await FollowCursorAsync(after, InterestOf(viewer, filter), cancellation);
        return new(EnvelopesAsync(reader, cancellation), () => reader.Cursor);
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<OrderNews?>> ReadAsync(IReadOnlyList<RecordedEvent> page, bool inDetail,
        CancellationToken cancellation)
    {
        var ours = page.Select(recorded => names.IsOrders(recorded.Event)).ToArray();
        Dictionary<Guid, Guid?>? customers = null;
        if (inDetail && ours.Contains(true))
        {
            var found = await rows.FindAsync([.. page.Where((_, i) => ours[i]).Select(recorded => recorded.Stream.Value).Distinct()],
                cancellation);
            customers = found.ToDictionary(row => row.Stream.Value, row => row.CustomerId);
        }
        return [.. page.Select((recorded, i) => ours[i] ? new OrderNews(recorded, CustomerOf(recorded, customers), orders) : null)];
    }

    /// <inheritdoc/>
    protected override void AddTopics(OrderNews news, List<Topic> topics)
    {
        topics.Add(new Topic(TopicKind.Record, news.Recorded.Stream));
        if (news.Platform is { } platform)
            topics.Add(new Topic(TopicKind.Platform, platform));
        if (news.Customer is { } customer)
            topics.Add(new Topic(TopicKind.Customer, customer));
    }

    // The narrowest topics: an event is looked at for those alone whom it is likely to concern.
    private static FeedInterest<OrderNews> InterestOf(Actor viewer, OrderEventFilter filter)
    {
        var scope = OrderScope.Of(viewer);
        var records = filter.Records;
        IEnumerable<Topic> topics =
            records is not null ? records.Select(record => new Topic(TopicKind.Record, record))
            : filter.Platforms is { } platforms ? platforms.Select(platform => new Topic(TopicKind.Platform, platform))
            : TopicsOf(scope);
        return new([.. topics], news => filter.Matches(news) && news.IsIn(scope))
        {
            InDetail = scope is { Customer: not null, EveryDraft: false },
            Records = records,
        };
    }

    private static IEnumerable<Topic> TopicsOf(OrderScope scope) => scope switch
    {
        { EveryOrder: false, Customer: { } customer, Platforms.IsEmpty: true } => [new Topic(TopicKind.Customer, customer)],
        { EveryOrder: false, Customer: null, EveryPlatform: false } =>
            scope.Platforms.Distinct().Select(platform => new Topic(TopicKind.Platform, platform)),
        _ => [new Topic(TopicKind.All)],
    };

    private static CustomerId? CustomerOf(RecordedEvent recorded, Dictionary<Guid, Guid?>? customers) =>
        customers?.GetValueOrDefault(recorded.Stream.Value) is { } customer ? new CustomerId(customer) : null;

    private async IAsyncEnumerable<OrderEventEnvelope> EnvelopesAsync(FeedReader<RecordedEvent, OrderNews> reader,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in reader.ReadAllAsync().WithCancellation(cancellation))
            yield return new OrderEventEnvelope(item.News.Recorded, await item.News.EventAsync(), CursorOf(item.Place));
    }
}
