using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Customers;
using OrderGrains.Journal;

namespace OrderGrains.Server.Customers;

/// <summary>A customer's row.</summary>
/// <param name="Stream">The customer's stream.</param>
/// <param name="Version">The version that the row stands for.</param>
/// <param name="Blocked">Whether its new orders are refused.</param>
public sealed record CustomerRow(StreamId Stream, int Version, bool Blocked) : IStreamRow;

/// <summary>What the journal has to know of customers.</summary>
public sealed class CustomerAggregate : Aggregate<Customer, CustomerEvent>
{
    private static readonly byte[] NoFacts = "{}"u8.ToArray();

    /// <inheritdoc/>
    public override string Kind => "customer";
    /// <inheritdoc/>
    public override Customer Initial => Customer.None;
    /// <inheritdoc/>
    public override int Fold => 1;
    /// <inheritdoc/>
    public override JsonTypeInfo<Customer> StateJson => CustomersJson.Default.Customer;
    /// <inheritdoc/>
    public override Customer Evolve(Customer state, CustomerEvent @event) => CustomerRules.Evolve(state, @event);
    /// <summary>Nothing about a customer is counted yet.</summary>
    public override byte[] Facts(Customer before, Customer after) => NoFacts;
    /// <inheritdoc/>
    public override Guid KeySubject(StreamId stream, Customer state) => stream.Value;
    /// <inheritdoc/>
    public override IStreamRow Row(StreamId stream, int version, Customer state) => new CustomerRow(stream, version, state.Block is not null);
}
