using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>The stored events of orders, of all slices.</summary>
public static class OrderCatalog
{
    /// <summary>The version of the fold: to be raised whenever <see cref="OrderRules.Evolve"/> or <see cref="Order"/> changes;
    /// snapshots of another version are void.</summary>
    public const int Fold = 4;

    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        .. OrderingCatalog.Events,
        .. AssignmentCatalog.Events,
        .. FormationCatalog.Events,
        .. KickoffCatalog.Events,
        .. PlanningCatalog.Events,
        .. DeadlinesCatalog.Events,
    ];
}

/// <summary>How an order is written as JSON in snapshots.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Order))]
public sealed partial class OrderJson : JsonSerializerContext;
