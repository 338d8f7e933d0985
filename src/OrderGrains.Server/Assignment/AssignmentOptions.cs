using System.Collections.Frozen;
using System.Globalization;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;

namespace OrderGrains.Server.Assignment;

/// <summary>Section <c>Assignment</c>: how orders are assigned to teams (R3.1).</summary>
public sealed class AssignmentOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Assignment";
    /// <summary>How many working days a reservation of capacity lasts; 0: a proposal holds nothing until it is approved.</summary>
    public int ReservationDays { get; set; } = 10;
    /// <summary>What the share of the required skills weighs.</summary>
    public int MatchWeight { get; set; } = 40;
    /// <summary>What experience weighs.</summary>
    public int ExperienceWeight { get; set; } = 25;
    /// <summary>What free capacity weighs.</summary>
    public int CapacityWeight { get; set; } = 20;
    /// <summary>What the outcome of earlier orders weighs.</summary>
    public int OutcomeWeight { get; set; } = 15;
    /// <summary>The skills that service types need, each written with its least level (<c>NETWORKS:2</c>); types that are left out keep the built-in ones.</summary>
    public Dictionary<string, string[]> RequiredSkills { get; init; } = [];

    /// <summary>The policy that the rules are given.</summary>
    /// <exception cref="JournalConfigurationException">A setting is out of range, or a skill is not written so.</exception>
    public AssignmentPolicy ToPolicy()
    {
        if (ReservationDays is < 0 or > 250)
            throw new JournalConfigurationException($"{Section}:{nameof(ReservationDays)}", "is a number of working days from 0 to 250");
        if (new[] { MatchWeight, ExperienceWeight, CapacityWeight, OutcomeWeight }.Any(weight => weight is < 0 or > 100))
            throw new JournalConfigurationException($"{Section}:{nameof(MatchWeight)}", "and the other weights are numbers from 0 to 100");
        var builtIn = new AssignmentPolicy();
        var skills = builtIn.RequiredSkills.ToDictionary();
        foreach (var (type, required) in RequiredSkills)
            skills[type] = [.. required.Select(skill => Skill(type, skill))];
        return new()
        {
            Weights = new(MatchWeight, ExperienceWeight, CapacityWeight, OutcomeWeight),
            ReservationDays = ReservationDays,
            RequiredSkills = skills.ToFrozenDictionary(),
        };
    }

    private static Skill Skill(string type, string text) =>
        text.Split(':') is [{ Length: > 0 } code, var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level is >= 1 and <= 5
            ? new(code, level) : throw new JournalConfigurationException($"{Section}:RequiredSkills:{type}", $"has {text}, which is no skill with a level from 1 to 5");
}
