using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Teams;

/// <summary>How teams (for snapshots), their events (for the journal) and their commands (for fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Team))]
[JsonSerializable(typeof(TeamCreate)), JsonSerializable(typeof(TeamCreated))]
[JsonSerializable(typeof(TeamUpdate)), JsonSerializable(typeof(TeamUpdated))]
[JsonSerializable(typeof(TeamMemberSet)), JsonSerializable(typeof(TeamMembershipChanged))]
[JsonSerializable(typeof(TeamCapacitySet)), JsonSerializable(typeof(TeamCapacityChanged))]
[JsonSerializable(typeof(CapacityReserve)), JsonSerializable(typeof(CapacityReserved)), JsonSerializable(typeof(ReservationExpired))]
[JsonSerializable(typeof(ReservationRenew)), JsonSerializable(typeof(ReservationRenewed))]
[JsonSerializable(typeof(CapacityCommit)), JsonSerializable(typeof(CapacityCommitted))]
[JsonSerializable(typeof(CapacityRelease)), JsonSerializable(typeof(CapacityReleased))]
public sealed partial class TeamsJson : JsonSerializerContext;
