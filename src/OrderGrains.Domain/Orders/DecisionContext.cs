using System.Collections.Immutable;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>The context of a decision on an order.</summary>
/// <param name="Actor">The actor, with no more than the roles that reach this order.</param>
/// <param name="Now">The time at which the events are recorded, UTC.</param>
/// <param name="Policy">The company's policy.</param>
/// <param name="Lookups">The lookups of the server.</param>
public readonly record struct DecisionContext(Actor Actor, DateTimeOffset Now, OrderPolicy Policy, DecisionLookups Lookups)
{
    /// <summary>The subject of the actor's token.</summary>
    public string By => Actor.Subject;
}

/// <summary>The lookups of the server in other records before an order decides; they travel beside the command, which holds what the caller
/// said.</summary>
[GenerateSerializer, Immutable, Alias("og.decision-lookups")]
public sealed record DecisionLookups
{
    /// <summary>Nothing was looked up.</summary>
    public static readonly DecisionLookups None = new();

    /// <summary>The order number that a submission gets if it is accepted (R2.2.2); null in a dry run.</summary>
    [Id(0)] public string? Number { get; init; }
    /// <summary>Whether the people whom the command names are with the company, by the subject of the token.</summary>
    [Id(1)] public ImmutableDictionary<string, StaffPresence> Staff { get; init; } = ImmutableDictionary<string, StaffPresence>.Empty;
    /// <summary>The id of the Assignment Form that is proposed.</summary>
    [Id(2)] public AssignmentId Assignment { get; init; }
    /// <summary>The teams' scores for the work that is proposed: of the best, and of the one proposed.</summary>
    [Id(3)] public ImmutableArray<TeamScore> Scores { get; init; } = [];
    /// <summary>The members of the team that is assigned.</summary>
    [Id(4)] public ImmutableArray<string> TeamMembers { get; init; } = [];

    /// <summary>Whether a person is with the company; unknown where the register was not asked.</summary>
    public StaffPresence PresenceOf(string person) => Staff.GetValueOrDefault(person);
}
