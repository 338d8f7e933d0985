using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Planning;

/// <summary>Rejects the submitted plan, which is then revised (R4.3).</summary>
/// <param name="Reason">Why.</param>
/// <param name="OnBehalfOf">The absent approver whose substitute acts: the subject of the token.</param>
[GenerateSerializer, Immutable, Alias("og.planning.reject")]
public sealed record PlanReject([property: Id(0)] string? Reason, [property: Id(1)] string? OnBehalfOf = null) : OrderCommand,
    ISubstitutable
{
    internal static OrderStep Step { get; } = OrderStep.For(PlanningJson.Default.PlanReject, Decide, PlanningSlice.Reviewers,
        [OrderStatus.PlanReview]) with
    {
        Clause = PlanningSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.PlanReview,
        NotBy = new(RejectionCode.SodSelfApproval, PlanningSlice.Participants),
        Events =
        [
            OrderEventType.Of("order.plan-rejected", PlanningSlice.Clause, PlanningJson.Default.PlanRejected, Apply) with
            {
                Notices = [Notice.To<PlanRejected>(NotificationKind.PlanRejected, SubmitterOf)],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, PlanReject command, DecisionContext context) =>
        order.Plan is not { } plan ? Refuse([])
        : WithText(command.Reason, "reason", PlanningSlice.Clause, reason =>
            new PlanRejected(context.By, context.Now, plan.Current.Number, reason, context.Actor.OnBehalfOf));

    private static Order Apply(Order order, PlanRejected e) =>
        order with { Status = OrderStatus.Planning, Plan = order.Plan?.With(e), Clocks = order.Clocks.Stop(TaskKind.PlanReview) };

    private static IEnumerable<Recipient> SubmitterOf(Order order, PlanRejected rejected) =>
        (order.Plan?.Versions ?? []).Where(version => version.Number == rejected.Version)
            .Select(version => Recipient.Of(version.SubmittedBy));
}

/// <summary>The submitted plan was rejected (R4.3).</summary>
public sealed record PlanRejected(string By, DateTimeOffset At, int Version, string Reason, string? OnBehalfOf = null) : OrderEvent(By, At);
