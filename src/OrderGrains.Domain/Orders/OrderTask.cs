using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>What somebody has to do.</summary>
[JsonConverter(typeof(EnumCodeJson<TaskKind>))]
public enum TaskKind
{
    /// <summary>Review it (R2.3).</summary>
    Review,
    /// <summary>Verify the findings with the people concerned, and correct it (R2.3).</summary>
    Correction,
    /// <summary>Decide on its requested cancellation.</summary>
    Cancellation,
    /// <summary>Propose a team for it (R3.2).</summary>
    Assignment,
    /// <summary>Decide on the team that is proposed for it (R3.2).</summary>
    AssignmentApproval,
    /// <summary>Form the team that it was assigned to (R4.1).</summary>
    TeamFormation,
    /// <summary>Decide on a member whom the project manager proposed for its team (R4.1).</summary>
    MemberApproval,
    /// <summary>Hold its kick-off meeting (R4.2).</summary>
    Kickoff,
    /// <summary>Do what its kick-off meeting decided (R4.2).</summary>
    KickoffDecision,
    /// <summary>Work out its plan (R4.3).</summary>
    Planning,
    /// <summary>Decide on its plan (R4.3).</summary>
    PlanReview,
    /// <summary>Decide whether an account and the register's entry that it has claimed are the same company (R2.2.1): about a customer, not an order.</summary>
    CustomerClaim,
}

/// <summary>A line of the table of tasks: when an order has one, and whose it is. The queue of tasks, the deadlines and who is told of them are all made of these lines;
/// a new kind of task is a line here and its name at the steps that do it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Roles">Who may take it.</param>
/// <param name="IsOpen">Whether the order has it.</param>
public sealed record OrderTask(TaskKind Kind, Roles Roles, Func<Order, bool> IsOpen)
{
    /// <summary>Who have taken it or were given it, so that it is nobody else's; nobody while it is everybody's who holds one of the roles.</summary>
    public Func<Order, ImmutableArray<string>> TakenBy { get; init; } = static _ => [];
    /// <summary>Whose it is besides, whatever their roles; null where nobody's.</summary>
    public Func<Order, string?> Owner { get; init; } = static _ => null;
    /// <summary>Who may not do it although their roles say so: separation of duties.</summary>
    public Func<Order, ImmutableArray<string>> Excluded { get; init; } = static _ => [];
    /// <summary>Whether the substitute of somebody absent may do it in that person's place.</summary>
    public bool ForAbsent { get; init; }
    /// <summary>Whether it waits while the order is on hold and while a cancellation is assessed.</summary>
    public bool Forward { get; init; }
    /// <summary>The day until which one of those whom it waits for is to do it by agreement, where no clock runs for it; null where none was agreed.</summary>
    public Func<Order, Recipient, DateOnly?> AgreedDay { get; init; } = static (_, _) => null;
    /// <summary>Who leads the work: the first level of escalation.</summary>
    public Roles Lead { get; init; } = Roles.OrderManager;

    /// <summary>Whether it has to wait.</summary>
    public bool Waits(Order order) => Forward && (order.Hold is not null || order.Cancellation is not null);

    /// <summary>Until when one of those whom it waits for is to do it: its clock's deadline, else the end of the day that was agreed; null where there is neither.</summary>
    /// <param name="order">The order.</param>
    /// <param name="recipient">One of those whom it waits for.</param>
    /// <param name="calendar">The company's, which says when a day ends.</param>
    public DateTimeOffset? DueAt(Order order, Recipient recipient, BusinessCalendar calendar) =>
        order.Clocks.Of(Kind)?.DueAt ?? (AgreedDay(order, recipient) is { } day ? calendar.EndOf(day) : null);

    /// <summary>Until when the first of those whom it waits for is to do it; null where there is neither clock nor agreement, and while clocks stand still.</summary>
    public DateTimeOffset? DueAt(Order order, BusinessCalendar calendar) =>
        order.Hold is null ? Recipients(order).Min(recipient => DueAt(order, recipient, calendar)) : null;

    /// <summary>Whom the task waits for.</summary>
    public ImmutableArray<Recipient> Recipients(Order order) => (TakenBy(order), Owner(order)) switch
    {
        ({ IsEmpty: false } taken, _) => [.. taken.Select(Recipient.Of)],
        (_, { } owner) => [Recipient.Of(Roles), Recipient.Of(owner)],
        _ => [Recipient.Of(Roles)],
    };
}

/// <summary>The table of tasks, of all slices.</summary>
public static class OrderTasks
{
    /// <summary>Every line.</summary>
    public static ImmutableArray<OrderTask> All { get; } =
    [
        .. OrderingTasks.All,
        .. AssignmentTasks.All,
        .. FormationTasks.All,
        .. KickoffTasks.All,
        .. PlanningTasks.All,
    ];

    /// <summary>The line of a kind.</summary>
    public static OrderTask Of(TaskKind kind) => All.First(task => task.Kind == kind);

    /// <summary>The commands that do a task, whoever may and whenever.</summary>
    public static IEnumerable<string> Commands(TaskKind kind) => OrderSteps.All.Where(step => step.Task == kind).Select(step => step.Command);
}
