using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Staff;

/// <summary>How entries of the register (for snapshots), their events (for the journal) and commands (for fingerprints) are written as
/// JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StaffMember))]
[JsonSerializable(typeof(StaffMemberSet)), JsonSerializable(typeof(StaffMemberChanged))]
public sealed partial class StaffJson : JsonSerializerContext;
