using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>The stored events of project teams, as the journal names them.</summary>
public static class TeamsCatalog
{
    /// <summary>The version of the fold: to be raised whenever <see cref="TeamRules.Evolve"/> or <see cref="Team"/> changes;
    /// snapshots of another version are void.</summary>
    public const int Fold = 1;

    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } =
    [
        EventContract.Of("team.created", "R3.1", TeamsJson.Default.TeamCreated),
        EventContract.Of("team.updated", "R3.1", TeamsJson.Default.TeamUpdated),
        EventContract.Of("team.member-set", "R4.1", TeamsJson.Default.TeamMemberSet),
        EventContract.Of("team.capacity-set", "R3.1.1", TeamsJson.Default.TeamCapacitySet),
        EventContract.Of("team.capacity-reserved", "R3.1.1", TeamsJson.Default.CapacityReserved),
        EventContract.Of("team.reservation-renewed", "R3.1.1", TeamsJson.Default.ReservationRenewed),
        EventContract.Of("team.reservation-expired", "R3.1.1", TeamsJson.Default.ReservationExpired),
        EventContract.Of("team.capacity-committed", "R3.2", TeamsJson.Default.CapacityCommitted),
        EventContract.Of("team.capacity-released", "R3.1.1", TeamsJson.Default.CapacityReleased),
    ];
}

/// <summary>How teams (for snapshots), their events (for the journal) and their commands (for fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Team))]
[JsonSerializable(typeof(TeamCreated)), JsonSerializable(typeof(TeamUpdated)), JsonSerializable(typeof(TeamMemberSet)), JsonSerializable(typeof(TeamCapacitySet))]
[JsonSerializable(typeof(CapacityReserved)), JsonSerializable(typeof(ReservationRenewed)), JsonSerializable(typeof(ReservationExpired))]
[JsonSerializable(typeof(CapacityCommitted)), JsonSerializable(typeof(CapacityReleased))]
[JsonSerializable(typeof(TeamCommand.Create)), JsonSerializable(typeof(TeamCommand.Update)), JsonSerializable(typeof(TeamCommand.SetMember))]
[JsonSerializable(typeof(TeamCommand.SetCapacity)), JsonSerializable(typeof(TeamCommand.Reserve)), JsonSerializable(typeof(TeamCommand.Renew))]
[JsonSerializable(typeof(TeamCommand.Commit)), JsonSerializable(typeof(TeamCommand.Release))]
public sealed partial class TeamsJson : JsonSerializerContext;
