using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>The stored events of customers, as the journal names them.</summary>
public static class CustomersCatalog
{
    /// <summary>The version of the fold: to be raised whenever <see cref="CustomerRules.Evolve"/> or <see cref="Customer"/> changes;
    /// snapshots of another version are void.</summary>
    public const int Fold = 1;

    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("customer.blocked", null, CustomersJson.Default.CustomerBlocked),
        EventContract.Of("customer.unblocked", null, CustomersJson.Default.CustomerUnblocked),
    ];
}

/// <summary>How customers (for snapshots), their events (for the journal) and their commands (for fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(CustomerBlocked)), JsonSerializable(typeof(CustomerUnblocked))]
[JsonSerializable(typeof(CustomerCommand.BlockCustomer)), JsonSerializable(typeof(CustomerCommand.UnblockCustomer))]
public sealed partial class CustomersJson : JsonSerializerContext;
