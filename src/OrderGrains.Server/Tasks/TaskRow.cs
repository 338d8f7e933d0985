using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Tasks;

/// <summary>An open task of an order, or of a customer, for one of those whom it waits for.</summary>
/// <param name="Order">The order's stream, or the customer's.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Recipient">The recipient, as stored.</param>
/// <param name="Partition">The order's partition.</param>
/// <param name="Waits">Whether it waits itself: for the end of a hold or of a cancellation's assessment.</param>
/// <param name="Excluded">The people who may not do it, each between line feeds.</param>
/// <param name="DueAt">Until when it is to be done, by a clock or by agreement; null where by neither.</param>
/// <param name="Clock">The clock that runs for it; null where none does.</param>
/// <param name="Mark">The last mark of the clock that was dealt with.</param>
/// <param name="NextAt">When its next mark is; null where there is none, and while the clock stands still.</param>
internal sealed record TaskRow(
    Guid Order, TaskKind Kind, string Recipient, int Partition, bool Waits, string Excluded, DateTimeOffset? DueAt, Clock? Clock,
        DeadlineMark Mark, DateTimeOffset? NextAt)
{
    /// <summary>When a task is due that has no deadline: after all others.</summary>
    public static readonly DateTimeOffset Never = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>The rows of an order.</summary>
    /// <param name="id">Its stream.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="order">The order.</param>
    /// <param name="policy">When marks are.</param>
    /// <param name="before">The rows that it had: a running clock does not repeat its notifications.</param>
    public static IEnumerable<TaskRow> Of(Guid id, int partition, Order order, DeadlinePolicy policy,
        IReadOnlyCollection<TaskRow> before) =>
        from task in OrderTasks.All
        where task.IsOpen(order)
        let clock = order.Clocks.Of(task.Kind)
        let excluded = string.Concat(task.Excluded(order).Select(who => $"\n{who}\n"))
        from recipient in task.Recipients(order)
        let mark = MarkOf(clock, recipient.Code, before)
        select new TaskRow(id, task.Kind, recipient.Code, partition, task.Waits(order), excluded,
            task.DueAt(order, recipient, policy.Calendar), clock, mark, order.Hold is null ? Next(clock, mark, policy) : null);

    /// <summary>The row of a customer's claims, which has no deadline.</summary>
    /// <param name="customer">The customer's stream.</param>
    /// <param name="partition">Its partition.</param>
    public static TaskRow OfClaims(Guid customer, int partition) =>
        new(customer, TaskKind.CustomerClaim, Domain.Shared.Recipient.Of(CustomerTasks.ClaimRoles).Code, partition, false, "", null, null,
            DeadlineMark.None, null);

    /// <summary>The row after its next mark.</summary>
    public TaskRow AfterNextMark(DeadlinePolicy policy) => this with { Mark = Mark + 1, NextAt = Next(Clock, Mark + 1, policy) };

    /// <summary>A person as searched for in <see cref="Excluded"/>.</summary>
    public static string Excluding(string subject) => $"\n{subject}\n";

    private static DateTimeOffset? Next(Clock? clock, DeadlineMark mark, DeadlinePolicy policy) =>
        clock is null ? null : policy.At(clock, mark + 1);

    // The order's records count first, then earlier notifications: to the same recipient, or to the previous owner of the task.
    private static DeadlineMark MarkOf(Clock? clock, string recipient, IReadOnlyCollection<TaskRow> before)
    {
        if (clock is null)
            return DeadlineMark.None;
        if (clock.Overdue)
            return DeadlineMark.Overdue + clock.Level;
        var told = before.Where(row => row.Kind == clock.Task && row.Clock?.StartedAt == clock.StartedAt).ToList();
        return told.Find(row => row.Recipient == recipient)?.Mark ?? told.Select(row => row.Mark).DefaultIfEmpty().Max();
    }
}
