using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Assignment;

/// <summary>Turns the proposed assignment down; the order is open to another proposal (R3.2).</summary>
/// <param name="Reason">Why.</param>
/// <param name="OnBehalfOf">The absent approver whose substitute acts: the subject of the token.</param>
[GenerateSerializer, Immutable, Alias("og.assignment.reject")]
public sealed record AssignmentReject([property: Id(0)] string? Reason, [property: Id(1)] string? OnBehalfOf = null) : OrderCommand,
    ISubstitutable
{
    internal static OrderStep Step { get; } = OrderStep.For(
        AssignmentJson.Default.AssignmentReject, Decide, Roles.AssignmentApprover, [OrderStatus.AssignmentPending]) with
    {
        Clause = AssignmentSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.AssignmentApproval,
        NotBy = AssignmentSlice.NotByProposerOrEnterer,
        Events =
        [
            OrderEventType.Of("order.assignment-rejected", AssignmentSlice.Clause, AssignmentJson.Default.AssignmentRejected, Apply) with
            {
                Notices = [Notice.To<AssignmentRejected>(NotificationKind.AssignmentRejected, ProposerOf)],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, AssignmentReject command, DecisionContext context)
    {
        var form = AssignmentSlice.FormOf(order);
        return WithText(command.Reason, "reason", AssignmentSlice.Clause, reason =>
            new AssignmentRejected(context.By, context.Now, form.Team, form.Id, reason, context.Actor.OnBehalfOf));
    }

    private static Order Apply(Order order, AssignmentRejected e) => order with
    {
        Status = OrderStatus.Verified,
        Assignment = order.Assignment with
        {
            Form = null,
            ProposedBy = null,
            ProposedAt = null,
            Refusals = order.Assignment.Refusals.Add(
                new(e.Team, order.Assignment.Form?.TeamName ?? "", e.By, e.OnBehalfOf, e.At, e.Reason, order.Assignment.ProposedBy)),
        },
    };

    private static IEnumerable<Recipient> ProposerOf(Order order, AssignmentRejected rejected) =>
        order.Assignment.Refusals.LastOrDefault(refusal => refusal.At == rejected.At)?.ProposedBy is { } proposer
            ? [Recipient.Of(proposer)] : [];
}

/// <summary>The proposed assignment was turned down (R3.2).</summary>
public sealed record AssignmentRejected(string By, DateTimeOffset At, TeamId Team, AssignmentId Assignment, string Reason,
    string? OnBehalfOf = null) : OrderEvent(By, At);
