using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Customers;

/// <summary>How customers (for snapshots), their events (for the journal) and their commands (for fingerprints) are written as
/// JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Customer))]
[JsonSerializable(typeof(CustomerUpdate)), JsonSerializable(typeof(CustomerUpdated))]
[JsonSerializable(typeof(CustomerMerge)), JsonSerializable(typeof(CustomerMerged))]
[JsonSerializable(typeof(CustomerClaimConfirm)), JsonSerializable(typeof(ClaimConfirmed))]
[JsonSerializable(typeof(CustomerClaimDecline)), JsonSerializable(typeof(ClaimDeclined))]
[JsonSerializable(typeof(CustomerBlock)), JsonSerializable(typeof(CustomerBlocked))]
[JsonSerializable(typeof(CustomerUnblock)), JsonSerializable(typeof(CustomerUnblocked))]
[JsonSerializable(typeof(RecordOrder)), JsonSerializable(typeof(CustomerRecorded))]
[JsonSerializable(typeof(SuspectDuplicate)), JsonSerializable(typeof(DuplicateSuspected))]
[JsonSerializable(typeof(LeadTo)), JsonSerializable(typeof(CustomerMergedInto))]
[JsonSerializable(typeof(TakeOver))]
public sealed partial class CustomersJson : JsonSerializerContext;
