using OrderGrains.Domain.Customers;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Records;
using OrderGrains.Streams;

namespace OrderGrains.Server.Customers;

/// <summary>Registers customers as a kind of record, and the consumers that keep the register of them (R2.2.1).</summary>
internal static class CustomersSetup
{
    /// <summary>The consumers that tell customers what orders say of them, and put on hold what slipped in while a block spread.</summary>
    public const string Kind = "customers";

    /// <summary>The registration of customers.</summary>
    public static RecordRegistration Registration { get; } =
        new RecordRegistration<Customer, CustomerEvent>(new CustomerAggregate(), CustomerAggregate.Events, new CustomerRowTable())
        {
            AddServices = services => services
                .AddSingleton(CustomerPolicy.Default)
                .AddSingleton<CustomerRows>()
                .AddSingleton<ReadBlockedCustomers>(provider => provider.GetRequiredService<CustomerRows>().BlockedAsync)
                .AddSingleton<CustomerReader>()
                .AddSingleton<CustomerCommands>()
                .AddSingleton<CustomerIntake>()
                .AddNode<CustomerReader>(
                    "Customer", async (customers, ids, viewer, cancellation) => await customers.FindAsync(ids, viewer, cancellation)),
            AddConsumers = (silo, pace) => silo.AddJournalStream<ICustomersGrain>(Kind, pace),
            Describe = api => api
                .WithMutations(StepMutations.Of(CustomerSteps.Table, typeof(CustomerMutation<>)))
                .With(typeof(CustomerNode))
                .Grant(CustomerAccess.SeesCustomers, typeof(CustomerProfile), typeof(CustomerContact))
                .Grant(OrderAccess.SeesEverything, typeof(Block), typeof(DeclinedClaim)),
        };
}
