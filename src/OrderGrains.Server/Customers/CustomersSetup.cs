using OrderGrains.Streams;

namespace OrderGrains.Server.Customers;

/// <summary>Registers who keeps the register of customers (R2.2.1), and puts what slipped in while a block spread on hold.</summary>
internal static class CustomersSetup
{
    /// <summary>The consumers that tell customers what orders say of them.</summary>
    public const string Kind = "customers";

    /// <summary>Adds the consumers.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="pace">How they follow.</param>
    public static ISiloBuilder AddCustomers(this ISiloBuilder silo, ConsumerPace pace)
    {
        silo.Services.AddSingleton<CustomerIntake>();
        return silo.AddJournalStream<ICustomersGrain>(Kind, pace);
    }
}
