using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Planning;

/// <summary>Approves the submitted plan for order management, or as a leader; with both approvals it is the baseline and the order in
/// execution (R4.3).</summary>
/// <param name="Note">A note.</param>
/// <param name="OnBehalfOf">The absent approver whose substitute acts: the subject of the token.</param>
[GenerateSerializer, Immutable, Alias("og.planning.approve")]
public sealed record PlanApprove([property: Id(0)] string? Note, [property: Id(1)] string? OnBehalfOf = null) : OrderCommand, ISubstitutable
{
    internal static OrderStep Step { get; } = OrderStep.For(PlanningJson.Default.PlanApprove, Decide, PlanningSlice.Reviewers,
        [OrderStatus.PlanReview]) with
    {
        Clause = PlanningSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.PlanReview,
        NotBy = new(SodSelfApproval, order => [.. PlanningSlice.Participants(order), .. Approvers(order)]),
        WithoutInput = new PlanApprove((string?)null),
        Events =
        [
            OrderEventType.Of("order.plan-approved", PlanningSlice.Clause, PlanningJson.Default.PlanApproved, Apply) with
            {
                Notices = [Notice.To<PlanApproved>(NotificationKind.PlanApproved, (order, e) => e.Baseline is null ? [] : Members(order))],
            },
        ],
    };

    // Those who have approved the version already, in person or through a substitute.
    private static IEnumerable<Involvement> Approvers(Order order) =>
        from approval in order.Plan?.Current.Approvals ?? []
        from person in new[] { approval.By, approval.OnBehalfOf }
        where person is not null
        select new Involvement(person, Step.Command);

    private static Decision<OrderEvent> Decide(Order order, PlanApprove command, DecisionContext context)
    {
        var fields = new FieldReader();
        var note = fields.Text(command.Note, "note", TextLimit.Prose, PlanningSlice.Clause, required: false);
        if (fields.AnyFault || order.Plan is not { Current: var version } plan)
            return Refuse(fields.Faults);
        // The owner of a task may have left the team since the plan was submitted.
        if (plan.Content.Tasks.Any(task => !order.Roster.Has(task.Owner)))
            return Refuse(new Rejection.RuleBroken(NotOnRoster, Clause: PlanningSlice.Clause));
        var (management, leader) = (context.Actor.IsAny(Roles.OrderManager), context.Actor.IsAny(PlanningSlice.Leaders));
        if (version.Approvals is not [var first, ..])
            return Approve(null);
        // Two persons, one for each side; a person who could stand for both stands for the side that the other cannot.
        return first.OrderManagement && leader || first.Leader && management
            ? Approve((plan.Baseline?.Number ?? 0) + 1)
            : Refuse(new Rejection.ApprovalRequired(
                PlanApprovalRequired, first.OrderManagement ? PlanningSlice.Leaders : Roles.OrderManager, PlanningSlice.Clause));

        Decision<OrderEvent> Approve(int? baseline) =>
            Accept(new PlanApproved(context.By, context.Now, version.Number, management, leader, note, baseline, context.Actor.OnBehalfOf));
    }

    private static Order Apply(Order order, PlanApproved e) => order with
    {
        Status = e.Baseline is null ? OrderStatus.PlanReview : OrderStatus.InExecution,
        Plan = order.Plan?.With(e),
        Clocks = e.Baseline is null ? order.Clocks : order.Clocks.Stop(TaskKind.PlanReview),
    };

    private static IEnumerable<Recipient> Members(Order order) =>
        order.Roster.Members.Where(member => member.Present).Select(member => Recipient.Of(member.Person));
}

/// <summary>One of the two sides approved the submitted plan; with the second approval it becomes the baseline (R4.3).</summary>
/// <param name="By">The subject of the approver's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Version">The version.</param>
/// <param name="OrderManagement">Whether it counts as order management's approval.</param>
/// <param name="Leader">Whether it counts as a leader's.</param>
/// <param name="Note">A note.</param>
/// <param name="Baseline">The number of the baseline that the plan becomes; null as long as an approval is missing.</param>
/// <param name="OnBehalfOf">The absent approver for whom a substitute approved.</param>
public sealed record PlanApproved(
    string By, DateTimeOffset At, int Version, bool OrderManagement, bool Leader, string? Note, int? Baseline, string? OnBehalfOf = null)
        : OrderEvent(By, At);
