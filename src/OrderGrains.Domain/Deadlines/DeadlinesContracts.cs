using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Deadlines;

// What crosses wire and disk: append only. Commands first, then events.

/// <summary>Commands about an order's deadlines, of the system alone.</summary>
[GenerateSerializer, Immutable, Alias("og.deadlines.command")]
public abstract record DeadlinesCommand : OrderCommand
{
    private DeadlinesCommand() { }

    /// <summary>Records which deadlines have passed by now, and what they are escalated to. Whoever comes too early or once more records nothing.</summary>
    [GenerateSerializer, Immutable, Alias("og.deadlines.check")]
    public sealed record CheckDeadlines : DeadlinesCommand;
}

/// <summary>Events of an order's deadlines.</summary>
/// <param name="Task">The task that is late.</param>
/// <param name="DueAt">When it was due.</param>
public abstract record DeadlinesEvent(string By, DateTimeOffset At, TaskKind Task, DateTimeOffset DueAt) : OrderEvent(By, At);

/// <summary>The deadline of a task has passed.</summary>
public sealed record TaskOverdue(string By, DateTimeOffset At, TaskKind Task, DateTimeOffset DueAt) : DeadlinesEvent(By, At, Task, DueAt);

/// <summary>An overdue task was escalated.</summary>
/// <param name="Level">To whom: 1 who leads the work, 2 the heads of departments, 3 the senior leaders.</param>
public sealed record TaskEscalated(string By, DateTimeOffset At, TaskKind Task, DateTimeOffset DueAt, int Level) : DeadlinesEvent(By, At, Task, DueAt);

/// <summary>The stored events of deadlines, as the journal names them.</summary>
public static class DeadlinesCatalog
{
    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("order.task-overdue", null, DeadlinesJson.Default.TaskOverdue),
        EventContract.Of("order.task-escalated", null, DeadlinesJson.Default.TaskEscalated),
    ];
}

/// <summary>How this slice's events (for the journal) and commands (for their fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TaskOverdue)), JsonSerializable(typeof(TaskEscalated))]
[JsonSerializable(typeof(DeadlinesCommand.CheckDeadlines))]
public sealed partial class DeadlinesJson : JsonSerializerContext;
