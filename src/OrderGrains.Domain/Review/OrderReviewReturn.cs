using System.Collections.Immutable;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Review;

/// <summary>Returns an order with findings, each on a field (R2.3).</summary>
/// <param name="Findings">The findings, each on a field (R2.3).</param>
[GenerateSerializer, Immutable, Alias("og.ordering.return-for-correction")]
public sealed record OrderReviewReturn(
    [property: Id(0), MaxItems(ReviewSlice.MaxFindings, ByRule = true)] ImmutableArray<FindingForm> Findings) : OrderCommand
{
    private static readonly FindingForm NoFinding = new(null, null);

    internal static OrderStep Step { get; } = OrderStep.For(ReviewJson.Default.OrderReviewReturn, Decide, Roles.OrderReviewer,
        [OrderStatus.UnderReview]) with
    {
        Clause = ReviewSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.Review,
        Precondition = ReviewSlice.IsClaimed,
        Guards = [ReviewSlice.Claimer],
        Events =
        [
            OrderEventType.Of("order.returned-for-correction", ReviewSlice.Clause, ReviewJson.Default.ReturnedForCorrection, Apply) with
            {
                Notices =
                [
                    Notice.To<ReturnedForCorrection>(
                        NotificationKind.OrderReturned, (order, _) =>
                            order.Entries.Take(1).Select(entry => Recipient.Of(entry.By)), e => new(TaskKind.Correction, e.DueAt)),
                ],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, OrderReviewReturn command, DecisionContext context)
    {
        var fields = new FieldReader();
        var entries = fields.List<FindingForm>(command.Findings, "findings", ReviewSlice.MaxFindings, ReviewSlice.Clause);
        var findings = ImmutableArray.CreateBuilder<Finding>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoFinding;
            var path = fields.Text(entry.Path, new("findings", i, "path"), TextLimit.Name, ReviewSlice.Clause);
            var message = fields.Text(entry.Message, new("findings", i, "message"), TextLimit.Prose, ReviewSlice.Clause);
            if (path is not null && !OrderForms.HasPlace(order.Information, path))
                fields.Fault(RejectionCode.UnknownCode, new("findings", i, "path"), ReviewSlice.Clause, "a field of the order");
            if (path is not null && message is not null)
                findings.Add(new(order.Review.Findings.Length + i + 1, path, message));
        }
        var deadlines = context.Policy.Deadlines;
        return fields.AnyFault ? Refuse(fields.Faults) : Accept(new ReturnedForCorrection(
            context.By, context.Now, findings.DrainToImmutable(), deadlines.DueAt(TaskKind.Correction, order.Information, context.Now),
            deadlines.UnitOf(TaskKind.Correction, order.Information)));
    }

    private static Order Apply(Order order, ReturnedForCorrection e) => order with
    {
        Status = OrderStatus.Correction,
        Review = order.Review with
        {
            ClaimedBy = null,
            Findings = [.. order.Review.Findings, .. e.Findings],
            OpenFindings = [.. e.Findings.Select(finding => finding.Number)],
        },
        Clocks = order.Clocks.Stop(TaskKind.Review).Start(TaskKind.Correction, e.At, e.DueAt, e.DueUnit),
    };
}

/// <summary>A reviewer's finding as entered: the field, and what is wrong with it (R2.3).</summary>
/// <param name="Path">The field, such as fee.amount.</param>
/// <param name="Message">The fault.</param>
[GenerateSerializer, Immutable, Alias("og.finding-form")]
public sealed record FindingForm([property: Id(0)] string? Path, [property: Id(1)] string? Message);

/// <summary>A reviewer's finding (R2.3), numbered within the order from 1.</summary>
/// <param name="Number">Its number in the order, from 1.</param>
/// <param name="Path">The field, such as fee.amount.</param>
/// <param name="Message">The fault.</param>
[GenerateSerializer, Immutable, Alias("og.finding")]
public sealed record Finding([property: Id(0)] int Number, [property: Id(1)] string Path, [property: Id(2)] string Message);

/// <summary>The order was returned with findings (R2.3).</summary>
/// <param name="By">The subject of the reviewer's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Findings">The findings.</param>
/// <param name="DueAt">When the correction is due; null where there is no limit.</param>
/// <param name="DueUnit">The unit of the correction's clock; null without a limit, and in older events.</param>
public sealed record ReturnedForCorrection(
    string By, DateTimeOffset At, ImmutableArray<Finding> Findings, DateTimeOffset? DueAt = null, TimeUnit? DueUnit = null)
        : OrderEvent(By, At);
