using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Kickoff;

/// <summary>Records that a decision of the kick-off meeting was carried out, by its owner or by the project manager (R4.2).</summary>
/// <param name="Decision">The number of the decision in the list of the meeting's decisions, from 1.</param>
/// <param name="Note">The work that was done.</param>
[GenerateSerializer, Immutable, Alias("og.kickoff.complete-decision")]
public sealed record OrderKickoffDecisionComplete([property: Id(0)] int? Decision, [property: Id(1)] string? Note) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(
        KickoffJson.Default.OrderKickoffDecisionComplete, Decide, KickoffSlice.Doers,
            OrderStatuses.With(StatusFacets.Running | StatusFacets.KickedOff)) with
    {
        Clause = KickoffSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.KickoffDecision,
        Precondition = order => !KickoffSlice.Owners(order).IsEmpty,
        Guards = [OwnerOrManager],
        Events = [OrderEventType.Of("order.kickoff-decision-completed", KickoffSlice.Clause, KickoffJson.Default.KickoffDecisionCompleted,
            Apply)],
    };

    private static Rejection.RuleBroken? OwnerOrManager(Order order, Actor actor) => KickoffSlice.Owners(order).Contains(actor.Subject)
        || order.Roster.ProjectManager == actor.Subject ? null : new(NotTheOwner, Clause: KickoffSlice.Clause);

    private static Decision<OrderEvent> Decide(Order order, OrderKickoffDecisionComplete command, DecisionContext context)
    {
        var fields = new FieldReader();
        var decision = command.Decision is { } number ? order.Kickoff?.Decisions.ElementAtOrDefault(number - 1) : null;
        if (command.Decision is null)
            fields.Fault(Required, "decision", KickoffSlice.Clause);
        else if (decision is null or { Completion: not null })
            fields.Fault(UnknownCode, "decision", KickoffSlice.Clause, "an open decision");
        var note = fields.Text(command.Note, "note", TextLimit.Prose, KickoffSlice.Clause);
        if (fields.AnyFault || decision is null || note is null)
            return Refuse(fields.Faults);
        return decision.Owner == context.By || order.Roster.ProjectManager == context.By
            ? Accept(new KickoffDecisionCompleted(context.By, context.Now, command.Decision ?? 0, note)) // not null: a decision was found
            : Refuse(new Rejection.RuleBroken(NotTheOwner, "decision", KickoffSlice.Clause));
    }

    private static Order Apply(Order order, KickoffDecisionCompleted e) => order.Kickoff is not { } meeting ? order : order with
    {
        Kickoff = meeting with
        {
            Decisions = [.. meeting.Decisions.Select((decision, i) => i == e.Decision - 1
                ? decision with { Completion = new(e.By, e.At, e.Note) } : decision)],
        },
    };
}

/// <summary>A decision of the kick-off meeting was carried out (R4.2).</summary>
/// <param name="By">The subject of the actor's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Decision">The number of the decision, from 1.</param>
/// <param name="Note">The work that was done.</param>
public sealed record KickoffDecisionCompleted(string By, DateTimeOffset At, int Decision, string Note) : OrderEvent(By, At);
