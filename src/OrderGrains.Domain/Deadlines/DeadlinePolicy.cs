using System.Collections.Frozen;
using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Deadlines;

/// <summary>The marks of a clock, each reached once and in this order.</summary>
public enum DeadlineMark
{
    /// <summary>It runs.</summary>
    None,
    /// <summary>The first warning.</summary>
    FirstWarning,
    /// <summary>The second warning.</summary>
    SecondWarning,
    /// <summary>The deadline has passed.</summary>
    Overdue,
    /// <summary>Escalated to who leads the work.</summary>
    Team,
    /// <summary>Escalated to the heads of departments.</summary>
    DepartmentHead,
    /// <summary>Escalated to the senior leaders.</summary>
    SeniorLeader,
}

/// <summary>Until when things are to be done (the regulation's 及时), and what happens as the time goes by.</summary>
public sealed record DeadlinePolicy
{
    /// <summary>The highest level of escalation.</summary>
    public const int HighestLevel = DeadlineMark.SeniorLeader - DeadlineMark.Overdue;

    /// <summary>When the company works.</summary>
    public required BusinessCalendar Calendar { get; init; }
    /// <summary>The limit of each task; a task without one has no clock.</summary>
    public required FrozenDictionary<TaskKind, TimeLimit> Limits { get; init; }
    /// <summary>Other limits for service types and priorities. Where several fit, one for both goes before one for the type, and that
    /// before one for the priority.</summary>
    public FrozenDictionary<(TaskKind Task, string? ServiceType, Priority? Priority), TimeLimit> Exceptions { get; init; } =
        FrozenDictionary<(TaskKind, string?, Priority?), TimeLimit>.Empty;
    /// <summary>The percentage of the time at which the first warning is given.</summary>
    public int FirstWarning { get; init; } = 50;
    /// <summary>The percentage of the time at which the second warning is given.</summary>
    public int SecondWarning { get; init; } = 80;
    /// <summary>After how long one level follows the other once the deadline has passed.</summary>
    public TimeLimit Escalation { get; init; } = TimeLimit.OfWorkingDays(1);

    /// <summary>The policy before anything is configured: the limit that each task has of itself.</summary>
    public static DeadlinePolicy Default(TimeZoneInfo timeZone) => new()
    {
        Calendar = BusinessCalendar.Default(timeZone),
        // Not null: asked before.
        Limits = OrderTasks.All.Where(task => task.Limit is not null).ToFrozenDictionary(task => task.Kind, task => task.Limit!.Value),
    };

    /// <summary>When a task that begins now is due; null where it has no limit.</summary>
    public DateTimeOffset? DueAt(TaskKind task, OrderInformation? order, DateTimeOffset now) =>
        LimitOf(task, order) is { } limit ? Whole(Calendar.Deadline(now, limit)) : null;

    /// <summary>The unit of the clock of a task that begins now; null if the task has no limit.</summary>
    public TimeUnit? UnitOf(TaskKind task, OrderInformation? order) => LimitOf(task, order)?.Unit;

    /// <summary>When a clock reaches a mark; null where there is no such mark.</summary>
    public DateTimeOffset? At(Clock clock, DeadlineMark mark) => mark switch
    {
        DeadlineMark.FirstWarning => Part(clock, FirstWarning),
        DeadlineMark.SecondWarning => Part(clock, SecondWarning),
        DeadlineMark.Overdue => clock.DueAt,
        > DeadlineMark.Overdue and <= DeadlineMark.SeniorLeader => Level(clock, mark - DeadlineMark.Overdue),
        _ => null,
    };

    /// <summary>The clocks after a hold: each moved by the time that the hold lasted, in the clock's unit.</summary>
    public ImmutableArray<MovedClock>? AfterHold(ImmutableArray<Clock> clocks, DateTimeOffset from, DateTimeOffset to)
    {
        return clocks.IsEmpty ? null : [.. clocks.Select(Moved)];

        MovedClock Moved(Clock clock)
        {
            var unit = UnitOf(clock);
            var held = Calendar.Between(from, to, unit);
            return new(clock.Task, Whole(Calendar.Later(clock.From, held, unit)), Whole(Calendar.Later(clock.DueAt, held, unit)));
        }
    }

    private TimeLimit? LimitOf(TaskKind task, OrderInformation? order)
    {
        if (order is not null && Exceptions.Count > 0
            && (Exceptions.TryGetValue((task, order.ServiceType, order.Priority), out var limit)
            || Exceptions.TryGetValue((task, order.ServiceType, null), out limit)
                || Exceptions.TryGetValue((task, null, order.Priority), out limit)))
            return limit;
        return Limits.TryGetValue(task, out limit) ? limit : null;
    }

    private DateTimeOffset Part(Clock clock, int percent)
    {
        var unit = UnitOf(clock);
        return Whole(Calendar.Later(clock.From, Calendar.Between(clock.From, clock.DueAt, unit) * percent / 100, unit));
    }

    // A clock from before units were recorded has that of its task's limit.
    private TimeUnit UnitOf(Clock clock) =>
        clock.Unit ?? (Limits.TryGetValue(clock.Task, out var limit) ? limit.Unit : TimeUnit.WorkingTime);

    private DateTimeOffset Level(Clock clock, int level)
    {
        var at = clock.DueAt;
        for (var i = 0; i < level; i++)
            at = Calendar.Deadline(at, Escalation);
        return Whole(at);
    }

    // Instants are whole milliseconds everywhere; up, so that nothing is due before its time is over.
    private static DateTimeOffset Whole(DateTimeOffset at) =>
        at.Ticks % TimeSpan.TicksPerMillisecond is var rest && rest == 0 ? at : at.AddTicks(TimeSpan.TicksPerMillisecond - rest);
}
