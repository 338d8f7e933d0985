using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Customers;
using OrderGrains.Journal;
using OrderGrains.Server.Records;

namespace OrderGrains.Server.Customers;

/// <summary>A customer's row: what lists filter and sort by, and where an identity leads. Nothing of it is personal.</summary>
/// <param name="Stream">The customer's stream.</param>
/// <param name="Version">The version that the row stands for.</param>
/// <param name="LeadsTo">The customer whose orders these are; null where they are its own. An identity that accounts have only named leads
/// to itself, so that no list has it.</param>
/// <param name="BlockedSince">Since when its new orders are refused; null while they are accepted, and where they are another's.</param>
/// <param name="CreatedAt">When the customer's record began.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record CustomerRow(StreamId Stream, int Version, Guid? LeadsTo, DateTimeOffset? BlockedSince, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IStreamRow;

/// <summary>Describes customers to the journal.</summary>
public sealed class CustomerAggregate : Aggregate<Customer, CustomerEvent>
{
    /// <summary>How the events of customers are stored.</summary>
    public static EventCatalog<CustomerEvent> Events { get; } = Catalogs.Of<CustomerEvent>(CustomerSteps.Table.Contracts);

    /// <inheritdoc/>
    public override string Kind => "customer";
    /// <inheritdoc/>
    public override Customer Initial => Customer.None;
    /// <inheritdoc/>
    public override int Fold => CustomerSteps.Fold;
    /// <inheritdoc/>
    public override JsonTypeInfo<Customer> StateJson => CustomersJson.Default.Customer;
    /// <inheritdoc/>
    public override Customer Evolve(Customer state, CustomerEvent @event) => CustomerRules.Evolve(state, @event);
    /// <inheritdoc/>
    public override Guid KeySubject(StreamId stream, Customer state) => stream.Value;
    /// <inheritdoc/>
    public override IStreamRow Row(StreamId stream, int version, Customer state) => new CustomerRow(
        stream, version, state.LeadsTo?.Value ?? (state.IsOnlyNamed is true
            ? stream.Value : null), state.LeadsTo is null ? state.Block?.Since : null, state.CreatedAt, state.UpdatedAt);
}
