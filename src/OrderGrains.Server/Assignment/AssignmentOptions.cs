using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Server.Assignment;

/// <summary>Section <c>Assignment</c>: how orders are assigned to teams (R3.1).</summary>
public sealed class AssignmentOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Assignment";
    /// <summary>How many working days a reservation of capacity lasts; 0: a proposal holds nothing until it is approved.</summary>
    [Range(0, 250)] public int ReservationDays { get; set; } = 10;
    /// <summary>The weight of the share of required skills.</summary>
    [Range(0, 100)] public int MatchWeight { get; set; } = 40;
    /// <summary>The weight of experience.</summary>
    [Range(0, 100)] public int ExperienceWeight { get; set; } = 25;
    /// <summary>The weight of free capacity.</summary>
    [Range(0, 100)] public int CapacityWeight { get; set; } = 20;
    /// <summary>The weight of the outcome of earlier orders.</summary>
    [Range(0, 100)] public int OutcomeWeight { get; set; } = 15;
    /// <summary>The skills that service types need, each written with its least level (<c>NETWORKS:2</c>); types that are left out keep the
    /// built-in ones.</summary>
    public Dictionary<string, string[]> RequiredSkills { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from required in RequiredSkills
        from text in required.Value
        where !TrySkill(text, out _)
        select new ValidationResult($"{text} is no skill with a level from 1 to 5.", [$"{nameof(RequiredSkills)}:{required.Key}"]);

    /// <summary>The policy that the rules are given; the options are valid.</summary>
    public AssignmentPolicy ToPolicy()
    {
        var builtIn = new AssignmentPolicy();
        var skills = builtIn.RequiredSkills.ToDictionary();
        foreach (var (type, required) in RequiredSkills)
            skills[type] = [.. required.Select(text => TrySkill(text, out var skill)
                ? skill : throw new InvalidOperationException("The skill was not validated."))];
        return new()
        {
            Weights = new(MatchWeight, ExperienceWeight, CapacityWeight, OutcomeWeight),
            ReservationDays = ReservationDays,
            RequiredSkills = skills.ToFrozenDictionary(),
        };
    }

    private static bool TrySkill(string text, [NotNullWhen(true)] out Skill? skill)
    {
        skill = text.Split(':') is [{ Length: > 0 } code, var digits]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level is >= 1 and <= 5
                ? new(code, level) : null;
        return skill is not null;
    }
}
