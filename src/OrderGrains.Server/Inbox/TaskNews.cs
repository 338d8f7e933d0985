using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Deadlines;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Inbox;

/// <summary>An event that changed the tasks of an order: what waited before it and what after it; read once for all who listen.</summary>
public sealed class TaskNews
{
    private readonly ImmutableArray<OpenTask> _before, _after;
    private readonly Order _order;
    private readonly Lazy<Task<OrderNode?>> _node;

    private TaskNews(RecordedEvent recorded, ImmutableArray<OpenTask> before, ImmutableArray<OpenTask> after, Order order, OrderReader orders)
    {
        (Recorded, _before, _after, _order) = (recorded, before, after, order);
        _node = new(() => orders.ReadAsync(recorded.Stream.Value));
    }

    /// <summary>The event as the journal holds it.</summary>
    public RecordedEvent Recorded { get; }

    /// <summary>Whom the tasks waited for before the event or wait for after it.</summary>
    internal IEnumerable<Recipient> Recipients => _before.Concat(_after).SelectMany(task => task.Recipients).Distinct();

    /// <summary>What an event is to those who follow tasks; null if it changes none.</summary>
    /// <param name="recorded">The event as the journal holds it.</param>
    /// <param name="before">The order before it.</param>
    /// <param name="after">The order after it.</param>
    /// <param name="orders">What reads the order as it is shown.</param>
    public static TaskNews? Of(RecordedEvent recorded, Order before, Order after, OrderReader orders)
    {
        var (waited, waits) = (OpenTask.Of(recorded.Stream.Value, before), OpenTask.Of(recorded.Stream.Value, after));
        return waited.IsEmpty && waits.IsEmpty ? null : new(recorded, waited, waits, after, orders);
    }

    /// <summary>Whether the event changed what waits for the viewer, of an order that the viewer may know of.</summary>
    /// <param name="viewer">Who listens.</param>
    /// <param name="reach">The recipients that reach the viewer.</param>
    internal bool Concerns(Actor viewer, IReadOnlySet<Recipient> reach) =>
        OrderAccess.MaySee(viewer, _order.Status, _order.Platform, _order.CustomerId) && !For(_before, viewer, reach).SequenceEqual(For(_after, viewer, reach));

    /// <summary>What waits for the viewer after the event.</summary>
    internal async ValueTask<IReadOnlyList<TaskNode>> TasksAsync(Actor viewer, IReadOnlySet<Recipient> reach)
    {
        var tasks = For(_after, viewer, reach).ToList();
        return tasks.Count > 0 && await _node.Value is { } order && OrderAccess.MaySee(viewer, order.Card) ? [.. tasks.Select(task => new TaskNode(task, order))] : [];
    }

    private static IEnumerable<FoundTask> For(ImmutableArray<OpenTask> tasks, Actor viewer, IReadOnlySet<Recipient> reach) =>
        from task in tasks where !task.Excluded.Contains(viewer.Subject) && task.Recipients.Any(reach.Contains) select task.Task;

    /// <summary>A task of an order that can be done.</summary>
    private sealed record OpenTask(FoundTask Task, ImmutableArray<Recipient> Recipients, ImmutableArray<string> Excluded)
    {
        public static ImmutableArray<OpenTask> Of(Guid id, Order order) =>
        [
            .. from task in OrderTasks.All
               where task.IsOpen(order) && !task.Waits(order)
               let clock = order.Clocks.Of(task.Kind)
               let place = new TaskPlace(clock?.DueAt ?? TaskRow.Never, id, EnumCode<TaskKind>.Of(task.Kind))
               select new OpenTask(new FoundTask(place, clock?.Overdue == true, clock?.Level ?? 0), task.Recipients(order), task.Excluded(order)),
        ];
    }
}
