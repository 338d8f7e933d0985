using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Deadlines;

/// <summary>A clock that runs: until when a task of an order is to be done.</summary>
/// <param name="Task">The task; an order has at most one clock for each.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="From">Since when its time counts: its beginning, moved by every hold as the deadline is.</param>
/// <param name="DueAt">The deadline.</param>
/// <param name="Overdue">Whether it was recorded as overdue.</param>
/// <param name="Level">The level that it was escalated to: 0 to 3.</param>
/// <param name="Unit">The unit of time that it counts; null in clocks that began before that was recorded.</param>
[GenerateSerializer, Immutable, Alias("og.clock")]
public sealed record Clock(
    [property: Id(0)] TaskKind Task, [property: Id(1)] DateTimeOffset StartedAt, [property: Id(2)] DateTimeOffset From,
    [property: Id(3)] DateTimeOffset DueAt,
    [property: Id(4)] bool Overdue, [property: Id(5)] int Level, [property: Id(6)] TimeUnit? Unit = null);

/// <summary>A clock that a hold has moved.</summary>
/// <param name="Task">The task.</param>
/// <param name="From">Since when its time counts now.</param>
/// <param name="DueAt">The deadline now.</param>
public sealed record MovedClock(TaskKind Task, DateTimeOffset From, DateTimeOffset DueAt);

/// <summary>Starts, stops and moves the clocks of an order.</summary>
public static class Clocks
{
    /// <summary>The clock of a task; null while none runs.</summary>
    public static Clock? Of(this ImmutableArray<Clock> clocks, TaskKind task)
    {
        foreach (var clock in clocks)
            if (clock.Task == task)
                return clock;
        return null;
    }

    /// <summary>Begins a task's clock, anew if it ran already; none where the event has no deadline, as before there were any.</summary>
    public static ImmutableArray<Clock> Start(
        this ImmutableArray<Clock> clocks, TaskKind task, DateTimeOffset at, DateTimeOffset? dueAt, TimeUnit? unit) =>
        dueAt is { } due ? clocks.Stop(task).Add(new(task, at, at, due, false, 0, unit)) : clocks.Stop(task);

    /// <summary>Ends a task's clock.</summary>
    public static ImmutableArray<Clock> Stop(this ImmutableArray<Clock> clocks, TaskKind task) =>
        clocks.RemoveAll(clock => clock.Task == task);

    /// <summary>Moves clocks after a hold.</summary>
    public static ImmutableArray<Clock> Move(this ImmutableArray<Clock> clocks, ImmutableArray<MovedClock>? moved)
    {
        foreach (var move in moved ?? [])
            clocks = clocks.Change(move.Task, clock => clock with { From = move.From, DueAt = move.DueAt });
        return clocks;
    }

    /// <summary>Changes a task's clock.</summary>
    public static ImmutableArray<Clock> Change(this ImmutableArray<Clock> clocks, TaskKind task, Func<Clock, Clock> change) =>
        [.. clocks.Select(clock => clock.Task == task ? change(clock) : clock)];
}
