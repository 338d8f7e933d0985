using System.Collections.Frozen;
using System.Collections.Immutable;
using OrderGrains.Domain.Ordering;

namespace OrderGrains.Domain.Orders;

/// <summary>The table of what can be done with an order, of all slices.</summary>
public static class OrderSteps
{
    private static readonly FrozenDictionary<Type, OrderStep> ByCommand = Slices.ToFrozenDictionary();

    /// <summary>Every line, in the order of an order's life.</summary>
    public static ImmutableArray<OrderStep> All { get; } = [.. Slices.Select(line => line.Value)];

    /// <summary>The line of a command.</summary>
    public static OrderStep Of(OrderCommand command) => ByCommand[command.GetType()];

    // One line per slice.
    private static IEnumerable<KeyValuePair<Type, OrderStep>> Slices =>
    [
        .. OrderingSteps.All,
    ];
}
