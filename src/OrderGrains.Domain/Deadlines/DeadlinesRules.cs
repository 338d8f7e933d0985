using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Deadlines.DeadlinesCommand;

namespace OrderGrains.Domain.Deadlines;

/// <summary>The lines of deadlines in the table of steps.</summary>
public static class DeadlinesSteps
{
    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderStep> All { get; } =
    [
        // A hold pauses every clock.
        new("orderDeadlinesCheck", DeadlinesJson.Default.CheckDeadlines, Roles.System, [.. Enum.GetValues<OrderStatus>().Where(status => status != OrderStatus.None)])
        { While = order => order.Hold is null && !order.Clocks.IsEmpty },
    ];
}

/// <summary>Deadlines: what has passed by now, and what follows.</summary>
public static class DeadlinesRules
{
    /// <summary>Decides on a command that the gate let through.</summary>
    public static Decision<OrderEvent> Decide(Order order, DeadlinesCommand command, Actor actor, DateTimeOffset now, OrderPolicy policy) => command switch
    {
        CheckDeadlines => new Decision<OrderEvent>.Accepted([.. order.Clocks.SelectMany(clock => Passed(clock, actor.Subject, now, policy.Deadlines))]),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Applies an event.</summary>
    public static Order Evolve(Order order, DeadlinesEvent @event) => @event switch
    {
        TaskOverdue e => order with { Clocks = order.Clocks.Change(e.Task, clock => clock with { Overdue = true }) },
        TaskEscalated e => order with { Clocks = order.Clocks.Change(e.Task, clock => clock with { Level = e.Level }) },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    private static IEnumerable<OrderEvent> Passed(Clock clock, string by, DateTimeOffset now, DeadlinePolicy policy)
    {
        if (now < clock.DueAt)
            yield break;
        if (!clock.Overdue)
            yield return new TaskOverdue(by, now, clock.Task, clock.DueAt);
        for (var level = clock.Level + 1; policy.At(clock, DeadlineMark.Overdue + level) is { } at && at <= now; level++)
            yield return new TaskEscalated(by, now, clock.Task, clock.DueAt, level);
    }
}
