using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Customers;

/// <summary>A customer as a virtual actor: its key is the customer's id.</summary>
[Alias("og.ICustomerGrain")]
public interface ICustomerGrain : IGrainWithGuidKey
{
    /// <summary>Decides on a command and records what follows.</summary>
    [Alias("decide")]
    Task<Outcome<Customer, Rejection>> ExecuteAsync(Call call, CustomerCommand command, Actor actor, CustomerLookups lookups);
}

[GrainType("customer"), PartitionPlacement]
internal sealed class CustomerGrain(CustomerPolicy policy, AggregateStore<Customer, CustomerEvent, Rejection> store)
    : EventSourcedGrain<Customer, CustomerEvent, Rejection>(store), ICustomerGrain
{
    public Task<Outcome<Customer, Rejection>> ExecuteAsync(Call call, CustomerCommand command, Actor actor, CustomerLookups lookups) =>
        ExecuteAsync(
        call, _ => CustomerRules.AccessRefusal(command, actor),
        (customer, now) => CustomerRules.Decide(customer, command, new(actor, now, policy, lookups)).ToDecided(), CancellationToken.None);
}
