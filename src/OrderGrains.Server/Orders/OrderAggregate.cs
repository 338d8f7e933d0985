using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Records;

namespace OrderGrains.Server.Orders;

/// <summary>Describes orders to the journal.</summary>
public sealed class OrderAggregate : Aggregate<Order, OrderEvent>
{
    /// <summary>How the events of orders are stored.</summary>
    public static EventCatalog<OrderEvent> Events { get; } = Catalogs.Of<OrderEvent>(OrderEvents.Contracts);

    /// <inheritdoc/>
    public override string Kind => "order";
    /// <inheritdoc/>
    public override Order Initial => Order.None;
    /// <inheritdoc/>
    public override int Fold => OrderEvents.Fold;
    /// <inheritdoc/>
    public override JsonTypeInfo<Order> StateJson => OrderJson.Default.Order;
    /// <inheritdoc/>
    public override Order Evolve(Order state, OrderEvent @event) => OrderRules.Evolve(state, @event);
    /// <inheritdoc/>
    public override byte[] Facts(Order before, Order after) => OrderFacts.Of(before, after);

    /// <summary>The customer's key; a draft without a customer has a key of its own.</summary>
    public override Guid KeySubject(StreamId stream, Order state) => state.CustomerId?.Value ?? stream.Value;

    /// <inheritdoc/>
    public override IStreamRow Row(StreamId stream, int version, Order state) => new OrderRow(
        stream, version, EnumCode<OrderStatus>.Of(state.Status), state.Number, state.Platform, state.CustomerId?.Value, state.CreatedAt,
            state.UpdatedAt,
        OrderCard.Of(state).ToJson());
}
