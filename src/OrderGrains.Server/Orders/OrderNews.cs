using System.Text.Json;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>An event of an order, and what decides who may know of it; read once for all who listen.</summary>
/// <param name="recorded">The event as the journal holds it.</param>
/// <param name="customer">The order's customer, where somebody needed to know.</param>
/// <param name="orders">Reads events.</param>
public sealed class OrderNews(RecordedEvent recorded, CustomerId? customer, AggregateStore<Order, OrderEvent, Rejection> orders)
{
    private readonly (OrderStatus Status, string? Platform) _standing = StandingOf(recorded);
    private readonly Lock _lock = new();
    private Task<OrderEvent>? _event;

    /// <summary>The event as the journal holds it.</summary>
    public RecordedEvent Recorded => recorded;
    /// <summary>The order's platform; null for the sales channel.</summary>
    public string? Platform => _standing.Platform;
    /// <summary>The order's customer, where somebody needed to know.</summary>
    public CustomerId? Customer => customer;

    /// <summary>Whether the order as it stood after the event is in a scope.</summary>
    public bool IsIn(OrderScope scope) => scope.Includes(_standing.Status, _standing.Platform, customer);

    /// <summary>The content of the event.</summary>
    public Task<OrderEvent> EventAsync()
    {
        lock (_lock)
            return _event ??= orders.ReadAsync(recorded, CancellationToken.None).AsTask();
    }

    // An altered event goes to the smallest audience, those who see drafts, instead of to none.
    private static (OrderStatus Status, string? Platform) StandingOf(RecordedEvent recorded)
    {
        if (recorded.IsAltered)
            return (OrderStatus.Draft, null);
        try
        {
            return OrderFacts.Read(recorded.Event.Facts);
        }
        catch (JsonException)
        {
            return (OrderStatus.Draft, null);
        }
    }
}
