using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>A task that an order brings about: when the order has it, and whose it is.</summary>
/// <remarks>The queue of tasks, the deadlines and their notifications are all made of it.</remarks>
/// <param name="Kind">The kind.</param>
/// <param name="Roles">The roles of which one is needed to take it.</param>
/// <param name="IsOpen">Whether the order has it.</param>
public sealed record OrderTask(TaskKind Kind, Roles Roles, Func<Order, bool> IsOpen)
{
    /// <summary>Those who have taken it or were given it, so that it is nobody else's; empty while it belongs to all who hold one of the
    /// roles.</summary>
    public Func<Order, ImmutableArray<string>> TakenBy { get; init; } = static _ => [];
    /// <summary>An individual assignee regardless of roles; null where there is none.</summary>
    public Func<Order, string?> AdditionalAssignee { get; init; } = static _ => null;
    /// <summary>Whether the substitute of an absent person may do it.</summary>
    public bool ForAbsent { get; init; }
    /// <summary>Whether it waits while the order is on hold and while a cancellation is assessed.</summary>
    public bool WaitsForHold { get; init; }
    /// <summary>The day by which one of its assignees agreed to do it, where no clock runs for it; null where none was agreed.</summary>
    public Func<Order, Recipient, DateOnly?> AgreedDay { get; init; } = static (_, _) => null;
    /// <summary>The roles that lead the work: the first level of escalation.</summary>
    public Roles Lead { get; init; } = Roles.OrderManager;
    /// <summary>The time limit where nothing else is configured; null where the task has no clock.</summary>
    public TimeLimit? Limit { get; init; }

    /// <summary>Those who may not do it although their roles say so: they had a part in what one of its steps decides.</summary>
    public ImmutableArray<string> Excluded(Order order) =>
        [.. OrderTasks.IndependenceOf(Kind).SelectMany(notBy => notBy.Of(order)).Select(involvement => involvement.Person).Distinct()];

    /// <summary>Whether it has to wait.</summary>
    public bool Waits(Order order) => WaitsForHold && (order.Hold is not null || order.Cancellation is not null);

    /// <summary>When one of its assignees has to have done it: its clock's deadline, else the end of the day that was agreed; null where
    /// there is neither.</summary>
    /// <param name="order">The order.</param>
    /// <param name="recipient">One of its assignees.</param>
    /// <param name="calendar">The company's, which says when a day ends.</param>
    public DateTimeOffset? DueAt(Order order, Recipient recipient, BusinessCalendar calendar) =>
        order.Clocks.Of(Kind)?.DueAt ?? (AgreedDay(order, recipient) is { } day ? calendar.EndOf(day) : null);

    /// <summary>When the first of its assignees has to have done it; null where there is neither clock nor agreement, and while clocks
    /// stand still.</summary>
    public DateTimeOffset? DueAt(Order order, BusinessCalendar calendar) =>
        order.Hold is null ? Recipients(order).Min(recipient => DueAt(order, recipient, calendar)) : null;

    /// <summary>Its assignees.</summary>
    public ImmutableArray<Recipient> Recipients(Order order) => (TakenBy(order), AdditionalAssignee(order)) switch
    {
        ({ IsEmpty: false } taken, _) => [.. taken.Select(Recipient.Of)],
        (_, { } assignee) => [Recipient.Of(Roles), Recipient.Of(assignee)],
        _ => [Recipient.Of(Roles)],
    };
}

/// <summary>Every task that an order brings about.</summary>
public static class OrderTasks
{
    /// <summary>The tasks.</summary>
    public static ImmutableArray<OrderTask> All { get; } = [.. OrderSlice.All.SelectMany(slice => slice.Tasks)];

    private static readonly ILookup<TaskKind, Independence> NotBy =
        // Not null: asked before.
        OrderSteps.All.Where(step => step is { Task: not null, NotBy: not null }).ToLookup(step => step.Task!.Value, step => step.NotBy!);

    /// <summary>The task of a kind.</summary>
    public static OrderTask Of(TaskKind kind) => All.First(task => task.Kind == kind);

    /// <summary>The commands that do a task, regardless of actor and status.</summary>
    public static IEnumerable<string> Commands(TaskKind kind) =>
        OrderSteps.All.Where(step => step.Task == kind).Select(step => step.Command);

    /// <summary>The separation of duties of the steps that do a task.</summary>
    internal static IEnumerable<Independence> IndependenceOf(TaskKind kind) => NotBy[kind];
}
