using System.Collections.Frozen;
using System.Collections.Immutable;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Assignment;

/// <summary>How the company assigns orders to teams (R3.1): configuration.</summary>
public sealed record AssignmentPolicy
{
    private const int UsualLevel = 3;

    /// <summary>The weights of the factors of a team's score.</summary>
    public ScoreWeights Weights { get; init; } = new(Match: 40, Experience: 25, Capacity: 20, Outcome: 15);
    /// <summary>How many working days a reservation of capacity lasts.</summary>
    public int ReservationDays { get; init; } = 10;
    /// <summary>The skills that a service type needs, each with its least level.</summary>
    public FrozenDictionary<string, ImmutableArray<Skill>> RequiredSkills { get; init; } = BuiltIn;

    /// <summary>The skills that an order of a service type needs; where nothing is configured, the one named after the type.</summary>
    public ImmutableArray<Skill> SkillsFor(string serviceType) =>
        RequiredSkills.GetValueOrDefault(serviceType, [new(serviceType, UsualLevel)]);

    private static FrozenDictionary<string, ImmutableArray<Skill>> BuiltIn { get; } = new Dictionary<string, ImmutableArray<Skill>>
    {
        ["IT_OPERATIONS"] = [new("SYSTEMS", 3), new("NETWORKS", 2), new("SERVICE_DESK", 2)],
        ["STAFF_TRAINING"] = [new("TRAINING", 3), new("COURSE_DESIGN", 2)],
        ["MANAGEMENT_CONSULTING"] = [new("CONSULTING", 3), new("BUSINESS_ANALYSIS", 3)],
        ["FACILITY_SERVICE"] = [new("FACILITIES", 3), new("SAFETY", 2)],
        ["TAX_AGENCY"] = [new("TAX", 3), new("ACCOUNTING", 2)],
        ["BRAND_DESIGN"] = [new("DESIGN", 3), new("COPYWRITING", 2)],
    }.ToFrozenDictionary();
}

/// <summary>The weights of the factors of a team's score (R3.1).</summary>
/// <param name="Match">The share of the required skills that the team holds.</param>
/// <param name="Experience">Its accepted orders of the service type.</param>
/// <param name="Capacity">Its free capacity.</param>
/// <param name="Outcome">How its orders have come out.</param>
public sealed record ScoreWeights(int Match, int Experience, int Capacity, int Outcome);
