using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Server.StaffRegister;

namespace OrderGrains.Server.Tasks;

/// <summary>An event that changed the tasks of an order: what waited before it and what after it; read once for all who listen.</summary>
public sealed class TaskNews
{
    private readonly ImmutableArray<OpenTask> _before, _after;
    private readonly Order _order;
    private readonly Lazy<Task<OrderNode?>> _node;
    private readonly Lazy<Task<ILookup<string, StaffMember>>> _substituted;

    private TaskNews(RecordedEvent recorded, ImmutableArray<OpenTask> before, ImmutableArray<OpenTask> after, Order order,
        OrderReader orders, StaffReader staff)
    {
        (Recorded, _before, _after, _order) = (recorded, before, after, order);
        _node = new(() => orders.ReadAsync(recorded.Stream.Value));
        _substituted = new(() => staff.SubstitutedBySubstituteAsync(CancellationToken.None).AsTask());
    }

    /// <summary>The event as the journal holds it.</summary>
    public RecordedEvent Recorded { get; }

    /// <summary>The owners of the tasks before the event and after it.</summary>
    internal IEnumerable<Recipient> Recipients => _before.Concat(_after).Select(task => task.Recipient).Distinct();

    /// <summary>The change of tasks that an event makes; null if it makes none.</summary>
    /// <param name="recorded">The event as the journal holds it.</param>
    /// <param name="before">The order before it.</param>
    /// <param name="after">The order after it.</param>
    /// <param name="orders">Reads the order.</param>
    /// <param name="staff">Reads the substitutes.</param>
    /// <param name="calendar">When days end.</param>
    public static TaskNews? Of(RecordedEvent recorded, Order before, Order after, OrderReader orders, StaffReader staff,
        BusinessCalendar calendar)
    {
        var (waited, waits) = (OpenTask.Of(recorded.Stream.Value, before, calendar), OpenTask.Of(recorded.Stream.Value, after, calendar));
        return waited.IsEmpty && waits.IsEmpty ? null : new(recorded, waited, waits, after, orders, staff);
    }

    /// <summary>Whether the event may have changed what waits for the viewer, in person or in somebody's place; of an order that the viewer
    /// may know of.</summary>
    /// <param name="viewer">The subscriber.</param>
    /// <param name="reach">The recipients that reach the viewer.</param>
    internal bool MayConcern(Actor viewer, IReadOnlySet<Recipient> reach) =>
        OrderAccess.MaySee(viewer, _order.Status, _order.Platform, _order.CustomerId)
        && (!For(_before, viewer, reach, []).SequenceEqual(For(_after, viewer, reach, []))
            || (viewer.IsAny(OrderAccess.SeesEverything) && !ForAbsent(_before).SequenceEqual(ForAbsent(_after))));

    /// <summary>The tasks of the viewer after the event, in person and as a substitute; null where the event has
    /// not changed it.</summary>
    /// <param name="viewer">The subscriber.</param>
    /// <param name="reach">The recipients that reach the viewer.</param>
    internal async ValueTask<IReadOnlyList<TaskNode>?> TasksAsync(Actor viewer, IReadOnlySet<Recipient> reach)
    {
        var absent = viewer.IsAny(OrderAccess.SeesEverything) && _before.Concat(_after).Any(task => task.Line.ForAbsent)
            ? (await _substituted.Value)[viewer.Subject].ToList() : [];
        var tasks = For(_after, viewer, reach, absent).ToList();
        if (tasks.SequenceEqual(For(_before, viewer, reach, absent)))
            return null;
        return tasks.Count > 0 && await _node.Value is { } order && order.Card.IsVisibleTo(viewer)
            ? [.. tasks.Select(task => new TaskNode(task, order))] : [];
    }

    private static IEnumerable<FoundTask> For(ImmutableArray<OpenTask> tasks, Actor viewer, IReadOnlySet<Recipient> reach,
        IReadOnlyList<StaffMember> absent)
    {
        var may = tasks.Where(task => !task.Excluded.Contains(viewer.Subject)).ToList();
        var own = may.Where(task => reach.Contains(task.Recipient)).Select(task => task.Task).Distinct().ToList();
        return own.Concat(may.Select(task => task.InPlaceOf(absent)).OfType<FoundTask>()
            .Where(task => own.TrueForAll(other => other.Place != task.Place)));
    }

    private static IEnumerable<(FoundTask Task, string Excluded)> ForAbsent(ImmutableArray<OpenTask> tasks) =>
        from task in tasks where task.Line.ForAbsent select (task.Task, string.Join('\n', task.Excluded));

    /// <summary>A task of an order that can be done, for one of those whom it waits for.</summary>
    private sealed record OpenTask(OrderTask Line, FoundTask Task, Recipient Recipient, ImmutableArray<string> Excluded)
    {
        public static ImmutableArray<OpenTask> Of(Guid id, Order order, BusinessCalendar calendar) =>
        [
            .. from task in OrderTasks.All
               where task.IsOpen(order) && !task.Waits(order)
               let clock = order.Clocks.Of(task.Kind)
               from recipient in task.Recipients(order)
               let place = new TaskPlace(task.DueAt(order, recipient, calendar) ?? TaskRow.Never, id, EnumCode<TaskKind>.Of(task.Kind))
               select new OpenTask(task, new FoundTask(place, clock?.Overdue == true, clock?.Level ?? 0), recipient, task.Excluded(order)),
        ];

        /// <summary>The task as the substitute has it in the place of the first of these who could do it; null where none could.</summary>
        public FoundTask? InPlaceOf(IReadOnlyList<StaffMember> absent) =>
            Line.ForAbsent && Recipient == Recipient.Of(Line.Roles)
                && absent.FirstOrDefault(one => (one.Roles & Line.Roles) != 0 && !Excluded.Contains(one.Subject ?? "")) is { } colleague
                ? Task with { Absent = colleague } : null;
    }
}
