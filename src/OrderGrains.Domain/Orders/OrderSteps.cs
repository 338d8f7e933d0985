using System.Collections.Frozen;
using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Planning;

namespace OrderGrains.Domain.Orders;

/// <summary>The table of what can be done with an order, of all slices.</summary>
public static class OrderSteps
{
    /// <summary>Every line, in the order of an order's life.</summary>
    public static ImmutableArray<OrderStep> All { get; } =
    [
        .. OrderingSteps.All,
        .. AssignmentSteps.All,
        .. FormationSteps.All,
        .. KickoffSteps.All,
        .. PlanningSteps.All,
        .. DeadlinesSteps.All,
    ];

    private static readonly FrozenDictionary<Type, OrderStep> ByCommand = All.ToFrozenDictionary(step => step.Json.Type);

    /// <summary>The line of a command.</summary>
    public static OrderStep Of(OrderCommand command) => ByCommand[command.GetType()];
}
