using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Review;

/// <summary>Passes the review of an order (R2.3).</summary>
/// <param name="Note">A note of the reviewer.</param>
[GenerateSerializer, Immutable, Alias("og.ordering.verify")]
public sealed record OrderVerify([property: Id(0)] string? Note) : OrderCommand
{
    internal static OrderStep Step { get; } = OrderStep.For(ReviewJson.Default.OrderVerify, Decide, Roles.OrderReviewer,
        [OrderStatus.UnderReview]) with
    {
        Clause = ReviewSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.Review,
        Precondition = ReviewSlice.IsClaimed,
        Guards = [ReviewSlice.Claimer],
        WithoutInput = new OrderVerify((string?)null),
        Events = [OrderEventType.Of("order.verified", ReviewSlice.Clause, ReviewJson.Default.OrderVerified, Apply)],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderVerify command, DecisionContext context)
    {
        var fields = new FieldReader();
        var note = fields.Text(command.Note, "note", TextLimit.Prose, ReviewSlice.Clause, required: false);
        OrderFormReading.Read(OrderForms.Of(order), context.Policy, context.Now, fields);
        var faults = fields.Faults;
        if (order.Acknowledgement is null)
            faults = faults.Add(new Rejection.RuleBroken(RejectionCode.AcknowledgementMissing, "contract.acknowledgement", "R7.3.1"));
        return faults.IsEmpty ? Accept(new OrderVerified(context.By, context.Now, note)) : Refuse(faults);
    }

    private static Order Apply(Order order, OrderVerified e) =>
        order with { Status = OrderStatus.Verified, Clocks = order.Clocks.Stop(TaskKind.Review) };
}

/// <summary>The review was passed (R2.3): content, term, fee and customer information are governed from here on (R6).</summary>
public sealed record OrderVerified(string By, DateTimeOffset At, string? Note) : OrderEvent(By, At);
