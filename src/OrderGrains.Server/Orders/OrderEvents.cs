using System.Collections.Frozen;
using System.Text.Json;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Orders;

/// <summary>How events are shown.</summary>
internal static class OrderEvents
{
    private static readonly FrozenDictionary<Type, EventContract> _contracts = OrderCatalog.Events.ToFrozenDictionary(contract => contract.Type);

    /// <summary>The clause of the regulation that an event rests on; null where it rests on none.</summary>
    public static string? ClauseOf(OrderEvent @event) => _contracts[@event.GetType()].Clause;

    /// <summary>What an event says, as JSON.</summary>
    public static JsonElement Data(OrderEvent @event) => JsonSerializer.SerializeToElement(@event, _contracts[@event.GetType()].Json);
}
