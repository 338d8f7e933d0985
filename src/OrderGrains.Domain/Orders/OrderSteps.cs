using System.Collections.Frozen;
using System.Collections.Immutable;

namespace OrderGrains.Domain.Orders;

/// <summary>Everything that can be done with an order.</summary>
public static class OrderSteps
{
    /// <summary>Every step, in the order of an order's life.</summary>
    public static ImmutableArray<OrderStep> All { get; } = [.. OrderSlice.All.SelectMany(slice => slice.Steps)];

    private static readonly FrozenDictionary<Type, OrderStep> ByCommand = All.ToFrozenDictionary(step => step.Json.Type);

    /// <summary>The step of a command.</summary>
    public static OrderStep Of(OrderCommand command) => ByCommand[command.GetType()];
}
