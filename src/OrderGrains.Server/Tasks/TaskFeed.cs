using System.Runtime.CompilerServices;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Records;
using OrderGrains.Server.StaffRegister;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>
/// Tells subscribers what waits for them, whenever that changes. What an event changed is found in the order's own history, and never in
/// the table of tasks: so every server says the same of the same event, at once or after a year.
/// </summary>
public sealed partial class TaskFeed(
    IJournal journal, JournalTail tail, EventNames names, OrderReader orders, StaffReader staff, OrderPolicy policy, FeedLimits limits,
        TimeProvider clock, ILogger<TaskFeed> logger)
    : JournalFeed<TaskNews>(journal, tail, limits, clock, logger)
{
    private readonly ILogger _logger = logger;
    private static readonly Dictionary<Guid, PersonalKey> NoKeys = [];

    /// <summary>Follows what waits for the viewer.</summary>
    /// <param name="viewer">The subscriber.</param>
    /// <param name="after">The cursor of the last event that the viewer knows; null: from now on.</param>
    /// <param name="cancellation">Ends the following.</param>
    public async Task<EventSource<TaskEvent>> FollowAsync(Actor viewer, string? after, CancellationToken cancellation)
    {
        var reach = Recipient.Reaching(viewer, TaskReader.InUse).ToHashSet();
        var interest = new FeedInterest<TaskNews>(
            [.. reach.Union(viewer.IsAny(OrderAccess.SeesEverything)
                ? TaskReader.ForAbsent.Select(task => Recipient.Of(task.Roles)) : []).Select(TopicOf)],
            news => news.MayConcern(viewer, reach));
        var reader = await FollowCursorAsync(after, interest, cancellation);
        return new(EventsAsync(reader, viewer, reach, cancellation), () => reader.Cursor);
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<TaskNews?>> ReadAsync(IReadOnlyList<RecordedEvent> page, bool inDetail,
        CancellationToken cancellation)
    {
        var news = new TaskNews?[page.Count];
        foreach (var stream in page.Index().Where(line => names.IsOrders(line.Item.Event)).GroupBy(line => line.Item.Stream))
        {
            // An order that begins here needs nothing else to be read.
            var begins = stream.First().Item.Version == 1;
            var history = begins ? [.. stream.Select(line => line.Item)] : await ReadAllOfAsync(stream.Key, cancellation);
            try
            {
                Read(history, stream.ToDictionary(line => line.Item.Version, line => line.Index), news);
            }
            catch (StreamUnreadableException unreadable)
            {
                LogUnreadable(unreadable, stream.Key.Value); // As in the queue itself, its tasks stay as they are.
            }
        }
        return news;
    }

    /// <inheritdoc/>
    protected override void AddTopics(TaskNews news, List<Topic> topics) => topics.AddRange(news.Recipients.Select(TopicOf));

    private static Topic TopicOf(Recipient recipient) => new(TopicKind.Recipient, recipient);

    private void Read(IReadOnlyList<RecordedEvent> history, Dictionary<int, int> numbers, TaskNews?[] news)
    {
        var order = Order.None;
        foreach (var recorded in history)
        {
            var before = order;
            order = OrderRules.Evolve(before, OrderAggregate.Events.Read(recorded, NoKeys));
            if (numbers.TryGetValue(recorded.Version, out var number))
                news[number] = TaskNews.Of(recorded, before, order, orders, staff, policy.Deadlines.Calendar);
        }
    }

    private async IAsyncEnumerable<TaskEvent> EventsAsync(
        FeedReader<RecordedEvent, TaskNews> reader, Actor viewer, HashSet<Recipient> reach,
            [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in reader.ReadAllAsync().WithCancellation(cancellation))
            if (await item.News.TasksAsync(viewer, reach) is { } tasks)
                yield return new TaskEvent(item.News.Recorded, tasks, CursorOf(item.Place));
    }

    [LoggerMessage(4203, LogLevel.Warning, "The order {Stream} cannot be read; subscribers miss the change of its tasks.")]
    private partial void LogUnreadable(Exception unreadable, Guid stream);
}
