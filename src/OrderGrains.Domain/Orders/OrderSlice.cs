using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Review;

namespace OrderGrains.Domain.Orders;

/// <summary>A part of the regulation: its steps, and the tasks that they do.</summary>
/// <param name="Steps">The steps, in the order of an order's life.</param>
/// <param name="Tasks">The tasks.</param>
public sealed record OrderSlice(ImmutableArray<OrderStep> Steps, params ImmutableArray<OrderTask> Tasks)
{
    /// <summary>Every part, in the order of an order's life.</summary>
    public static ImmutableArray<OrderSlice> All { get; } =
    [
        ReceiptSlice.Slice,
        ReviewSlice.Slice,
        HoldAndCancellationSlice.Slice,
        AssignmentSlice.Slice,
        FormationSlice.Slice,
        KickoffSlice.Slice,
        PlanningSlice.Slice,
        DeadlinesSlice.Slice,
    ];
}
