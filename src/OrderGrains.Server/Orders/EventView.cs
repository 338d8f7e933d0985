using System.Text.Json;
using OrderGrains.Domain.Orders;

namespace OrderGrains.Server.Orders;

/// <summary>How events are shown.</summary>
internal static class EventView
{
    /// <summary>The clause of the regulation that an event rests on; null where it rests on none.</summary>
    public static string? ClauseOf(OrderEvent @event) => OrderEvents.TypeOf(@event).Contract.Clause;

    /// <summary>The content of an event as JSON.</summary>
    public static JsonElement Data(OrderEvent @event) =>
        JsonSerializer.SerializeToElement(@event, OrderEvents.TypeOf(@event).Contract.Json);
}
