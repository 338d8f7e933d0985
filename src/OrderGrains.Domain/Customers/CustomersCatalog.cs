using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>The stored events of customers, as the journal names them.</summary>
public static class CustomersCatalog
{
    /// <summary>The version of the fold: to be raised whenever <see cref="CustomerRules.Evolve"/> or <see cref="Customer"/> changes;
    /// snapshots of another version are void.</summary>
    public const int Fold = 3;

    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("customer.recorded", "R2.2.1", CustomersJson.Default.CustomerRecorded),
        EventContract.Of("customer.updated", "R2.2.1", CustomersJson.Default.CustomerUpdated),
        EventContract.Of("customer.blocked", null, CustomersJson.Default.CustomerBlocked),
        EventContract.Of("customer.unblocked", null, CustomersJson.Default.CustomerUnblocked),
        EventContract.Of("customer.duplicate-suspected", null, CustomersJson.Default.DuplicateSuspected),
        EventContract.Of("customer.merged", null, CustomersJson.Default.CustomerMerged),
        EventContract.Of("customer.merged-into", null, CustomersJson.Default.CustomerMergedInto),
        EventContract.Of("customer.claim-confirmed", "R2.2.1", CustomersJson.Default.ClaimConfirmed),
        EventContract.Of("customer.claim-declined", "R2.2.1", CustomersJson.Default.ClaimDeclined),
    ];
}

/// <summary>How customers (for snapshots), their events (for the journal) and their commands (for fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(CustomerRecorded)), JsonSerializable(typeof(CustomerUpdated)), JsonSerializable(typeof(CustomerBlocked)), JsonSerializable(typeof(CustomerUnblocked))]
[JsonSerializable(typeof(DuplicateSuspected)), JsonSerializable(typeof(CustomerMerged)), JsonSerializable(typeof(CustomerMergedInto))]
[JsonSerializable(typeof(ClaimConfirmed)), JsonSerializable(typeof(ClaimDeclined)), JsonSerializable(typeof(CustomerCommand.ConfirmClaim)), JsonSerializable(typeof(CustomerCommand.DeclineClaim))]
[JsonSerializable(typeof(CustomerCommand.UpdateCustomer)), JsonSerializable(typeof(CustomerCommand.MergeCustomer))]
[JsonSerializable(typeof(CustomerCommand.BlockCustomer)), JsonSerializable(typeof(CustomerCommand.UnblockCustomer))]
[JsonSerializable(typeof(CustomerCommand.RecordOrder)), JsonSerializable(typeof(CustomerCommand.SuspectDuplicate))]
[JsonSerializable(typeof(CustomerCommand.LeadTo)), JsonSerializable(typeof(CustomerCommand.TakeOver))]
public sealed partial class CustomersJson : JsonSerializerContext;
