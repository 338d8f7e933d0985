using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Planning;

/// <summary>Submits a project plan, whole, for the approval of order management and a leader (R4.3).</summary>
/// <param name="Plan">The plan, whole.</param>
[GenerateSerializer, Immutable, Alias("og.planning.submit")]
public sealed record PlanSubmit([property: Id(0)] PlanForm Plan) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        PlanningJson.Default.PlanSubmit, Decide, Roles.ProjectManager, [OrderStatus.Planning], canonical: Canonical,
        staffNamed: command => command.Plan.Tasks is { IsDefault: false } tasks
            ? tasks.Take(PlanReading.MaxTasks).Select(task => task?.Owner) : []) with
    {
        Clause = PlanningSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.Planning,
        Guards = [FormationSlice.OwnManager(PlanningSlice.Clause)],
        Events =
        [
            OrderEventType.Of("order.plan-submitted", PlanningSlice.Clause, PlanningJson.Default.PlanSubmitted, Apply) with
            {
                Notices = [Notice.ToRoles<PlanSubmitted>(NotificationKind.PlanSubmitted, PlanningSlice.Reviewers,
                    e => new(TaskKind.PlanReview, e.DueAt))],
            },
        ],
    };

    private static PlanSubmit Canonical(PlanSubmit command) => command.Plan.Tasks is not { IsDefault: false } tasks ? command : command with
    {
        Plan = command.Plan with
        {
            // What is missing stays so.
            Tasks = [.. tasks.Select(task =>
                task is null ? task! : task with { Hours = Canonical(task.Hours), Cost = Canonical(task.Cost) })],
        },
    };

    private static string? Canonical(string? number) => DecimalText.TryParse(number, out var read) ? read.ToString() : number;

    private static Decision<OrderEvent> Decide(Order order, PlanSubmit command, DecisionContext context)
    {
        var fields = new FieldReader();
        var deadlines = context.Policy.Deadlines;
        return PlanReading.Read(command.Plan, order, context.Lookups, deadlines.Calendar, fields) is not { } plan ? Refuse(fields.Faults)
            : Accept(new PlanSubmitted(context.By, context.Now, (order.Plan?.Current.Number ?? 0) + 1, plan)
            {
                DueAt = deadlines.DueAt(TaskKind.PlanReview, order.Information, context.Now),
                DueUnit = deadlines.UnitOf(TaskKind.PlanReview, order.Information),
            });
    }

    private static Order Apply(Order order, PlanSubmitted e) => order with
    {
        Status = OrderStatus.PlanReview,
        Plan = new(
            [.. order.Plan?.Versions ?? [],
                new() { Number = e.Version, SubmittedBy = e.By, SubmittedAt = e.At, Tasks = e.Plan.Tasks.Length }],
            e.Plan, order.Plan?.Baseline),
        Clocks = order.Clocks.Start(TaskKind.PlanReview, e.At, e.DueAt, e.DueUnit),
    };
}

/// <summary>A version of the plan was submitted (R4.3).</summary>
/// <param name="By">The subject of the project manager's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Plan">The plan, with floats and planned value as computed then.</param>
public sealed record PlanSubmitted(string By, DateTimeOffset At, int Version, PlanContent Plan) : OrderEvent(By, At)
{
    /// <summary>When the review is due; null as long as no clock runs.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>The unit of the review's clock; null while no clock runs, and in older events.</summary>
    public TimeUnit? DueUnit { get; init; }
}
