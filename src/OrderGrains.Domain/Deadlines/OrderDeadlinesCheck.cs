using System.Text.Json.Serialization;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Deadlines;

/// <summary>Records which deadlines have passed by now, and what they are escalated to. A check that comes too early or once more records
/// nothing.</summary>
[GenerateSerializer, Immutable, Alias("og.deadlines.check")]
public sealed record OrderDeadlinesCheck : OrderCommand
{
    private static readonly Roles[] EscalatedTo = [Roles.DepartmentHead, Roles.SeniorLeader];

    internal static OrderStep Step { get; } = OrderStep.For(DeadlinesJson.Default.OrderDeadlinesCheck, Decide, Roles.System,
        OrderStatuses.All) with
    {
        Precondition = order => order.Hold is null && !order.Clocks.IsEmpty, // A hold pauses every clock.
        Events =
        [
            OrderEventType.Of("order.task-overdue", null, DeadlinesJson.Default.TaskOverdue, Apply) with
            {
                Notices = [Notice.To<TaskOverdue>(NotificationKind.TaskOverdue, (order, e) => OrderTasks.Of(e.Task).Recipients(order),
                    e => new(e.Task, e.DueAt))],
            },
            OrderEventType.Of("order.task-escalated", null, DeadlinesJson.Default.TaskEscalated, Apply) with
            {
                Notices =
                [
                    Notice.To<TaskEscalated>(
                        NotificationKind.TaskEscalated, (_, e) =>
                            [Recipient.Of(AddresseeOf(e))], e => new(e.Task, e.DueAt, Level: e.Level), EscalatedTo),
                ],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderDeadlinesCheck command, DecisionContext context) =>
        new Decision<OrderEvent>.Accepted([.. order.Clocks.SelectMany(clock => PassedBy(clock, context.By, context.Now,
            context.Policy.Deadlines))]);

    private static IEnumerable<OrderEvent> PassedBy(Clock clock, string by, DateTimeOffset now, DeadlinePolicy policy)
    {
        if (now < clock.DueAt)
            yield break;
        if (!clock.Overdue)
            yield return new TaskOverdue(by, now, clock.Task, clock.DueAt);
        for (var level = clock.Level + 1; policy.At(clock, DeadlineMark.Overdue + level) is { } at && at <= now; level++)
            yield return new TaskEscalated(by, now, clock.Task, clock.DueAt, level);
    }

    private static Order Apply(Order order, TaskOverdue e) =>
        order with { Clocks = order.Clocks.Change(e.Task, clock => clock with { Overdue = true }) };

    private static Order Apply(Order order, TaskEscalated e) =>
        order with { Clocks = order.Clocks.Change(e.Task, clock => clock with { Level = e.Level }) };

    // Those who lead the work first, then the heads of departments, then the senior leaders.
    private static Roles AddresseeOf(TaskEscalated escalated) =>
        escalated.Level == 1 ? OrderTasks.Of(escalated.Task).Lead : EscalatedTo[Math.Min(escalated.Level, DeadlinePolicy.HighestLevel) - 2];
}

/// <summary>An event of an order's deadlines.</summary>
/// <param name="By">The system.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Task">The task that is late.</param>
/// <param name="DueAt">When it was due.</param>
public abstract record DeadlinesEvent(string By, DateTimeOffset At, TaskKind Task, DateTimeOffset DueAt) : OrderEvent(By, At);

/// <summary>The deadline of a task has passed.</summary>
public sealed record TaskOverdue(string By, DateTimeOffset At, TaskKind Task, DateTimeOffset DueAt) : DeadlinesEvent(By, At, Task, DueAt);

/// <summary>An overdue task was escalated.</summary>
/// <param name="By">The system.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Task">The task that is late.</param>
/// <param name="DueAt">When it was due.</param>
/// <param name="Level">To whom: 1 those who lead the work, 2 the heads of departments, 3 the senior leaders.</param>
public sealed record TaskEscalated(string By, DateTimeOffset At, TaskKind Task, DateTimeOffset DueAt, int Level)
    : DeadlinesEvent(By, At, Task, DueAt);

/// <summary>Deadlines: what has passed by now, and what follows.</summary>
internal static class DeadlinesSlice
{
    /// <summary>The steps.</summary>
    public static OrderSlice Slice => new([OrderDeadlinesCheck.Step]);
}

/// <summary>How the events and commands of deadlines are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrderDeadlinesCheck)), JsonSerializable(typeof(TaskOverdue)), JsonSerializable(typeof(TaskEscalated))]
internal sealed partial class DeadlinesJson : JsonSerializerContext;
