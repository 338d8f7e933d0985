using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>Reads what is entered about teams; what is wrong goes to the <see cref="FieldReader"/>.</summary>
internal static class TeamForms
{
    internal const int MaxEntries = 50, MaxAbsences = 200;
    private const int MaxLevel = 5, MaxOrders = 100_000;
    private const decimal MaxHours = 100_000;
    private static readonly SkillForm NoSkill = new();
    private static readonly ExperienceForm NoExperience = new();
    private static readonly AbsenceForm NoAbsence = new();

    /// <summary>The data of a team; null if there is a fault.</summary>
    public static TeamInformation? Information(TeamForm form, FrozenSet<string> serviceTypes, FieldReader fields)
    {
        const string clause = "R3.1";
        var name = fields.Text(form.Name, "team.name", TextLimit.Name, clause);
        var department = fields.Text(form.Department, "team.department", TextLimit.Name, clause);
        var skills = Skills(form.Skills, fields);
        var experience = Experience(form.Experience, serviceTypes, fields);
        return name is null || department is null || fields.AnyFault ? null : new(name, department, skills, experience);
    }

    /// <summary>A team's capacity; null where something is wrong.</summary>
    public static TeamCapacity? Capacity(CapacityForm form, FieldReader fields)
    {
        const string clause = "R3.1.1";
        var hours = Hours(form.HoursPerWeek, "capacity.hoursPerWeek", 0, MaxHours, clause, fields);
        var entries = Optional(form.Absences, "capacity.absences", MaxAbsences, clause, fields);
        var absences = ImmutableArray.CreateBuilder<TeamAbsence>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoAbsence;
            var from = Week(entry.From, new("capacity.absences", i, "from"), clause, fields);
            var to = Week(entry.To, new("capacity.absences", i, "to"), clause, fields);
            if (to < from)
                fields.Fault(RejectionCode.DateOrder, new("capacity.absences", i, "to"), clause, "not before from");
            var missing = Hours(entry.HoursPerWeek, new("capacity.absences", i, "hoursPerWeek"), 0.01m, MaxHours, clause, fields);
            var reason = fields.Text(entry.Reason, new("capacity.absences", i, "reason"), TextLimit.Prose, clause, required: false);
            if (from is not null && to is not null && missing is not null)
                absences.Add(new(from.Value, to.Value, missing.Value, reason));
        }
        return hours is null || fields.AnyFault ? null : new(hours.Value, absences.ToImmutable());
    }

    /// <summary>A calendar week.</summary>
    public static IsoWeek? Week(string? value, FieldPath path, string? clause, FieldReader fields)
    {
        if (fields.Text(value, path, TextLimit.Reference, clause) is not { } text)
            return null;
        if (IsoWeek.TryParse(text, out var week))
            return week;
        fields.Fault(RejectionCode.NotADate, path, clause, "yyyy-Www");
        return null;
    }

    /// <summary>Person-hours between two bounds, with at most two decimals.</summary>
    public static decimal? Hours(decimal? value, FieldPath path, decimal least, decimal most, string? clause, FieldReader fields)
    {
        if (value is not { } hours)
            fields.Fault(RejectionCode.Required, path, clause);
        else if (hours < least || hours > most)
            fields.Fault(RejectionCode.OutOfRange, path, clause, string.Create(CultureInfo.InvariantCulture, $"{least}..{most}"));
        else if (decimal.Round(hours, 2) != hours)
            fields.Fault(RejectionCode.TooManyDecimals, path, clause, "max 2 decimals");
        else
            return hours / 1.00m;
        return null;
    }

    /// <summary>The entries of a list that may be missing.</summary>
    public static ImmutableArray<T> Optional<T>(ImmutableArray<T>? value, FieldPath path, int max, string? clause, FieldReader fields) =>
        value is { IsDefaultOrEmpty: false } ? fields.List(value, path, max, clause) : [];

    private static ImmutableArray<Skill> Skills(ImmutableArray<SkillForm>? form, FieldReader fields)
    {
        const string clause = "R3.1.1";
        var entries = Optional(form, "team.skills", MaxEntries, clause, fields);
        var skills = ImmutableArray.CreateBuilder<Skill>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoSkill;
            var code = fields.Text(entry.Code, new("team.skills", i, "code"), TextLimit.Reference, clause);
            var level = Number(entry.Level, new("team.skills", i, "level"), 1, MaxLevel, clause, fields);
            if (code is not null && skills.Any(skill => skill.Code == code))
                fields.Fault(RejectionCode.Contradiction, new("team.skills", i, "code"), clause, "once");
            if (code is not null && level is not null)
                skills.Add(new(code, level.Value));
        }
        return skills.ToImmutable();
    }

    private static ImmutableArray<TeamExperience> Experience(ImmutableArray<ExperienceForm>? form, FrozenSet<string> serviceTypes,
        FieldReader fields)
    {
        const string clause = "R3.1.2";
        var entries = Optional(form, "team.experience", MaxEntries, clause, fields);
        var experience = ImmutableArray.CreateBuilder<TeamExperience>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoExperience;
            var type = fields.Code(entry.ServiceType, new("team.experience", i, "serviceType"), serviceTypes, clause);
            var orders = Number(entry.AcceptedOrders, new("team.experience", i, "acceptedOrders"), 0, MaxOrders, clause, fields);
            var evidence = fields.Text(entry.Evidence, new("team.experience", i, "evidence"), TextLimit.Prose, clause);
            if (type is not null && experience.Any(known => known.ServiceType == type))
                fields.Fault(RejectionCode.Contradiction, new("team.experience", i, "serviceType"), clause, "once");
            if (type is not null && orders is not null && evidence is not null)
                experience.Add(new(type, orders.Value, evidence));
        }
        return experience.ToImmutable();
    }

    private static int? Number(int? value, FieldPath path, int least, int most, string? clause, FieldReader fields)
    {
        if (value is null)
            fields.Fault(RejectionCode.Required, path, clause);
        else if (value < least || value > most)
            fields.Fault(RejectionCode.OutOfRange, path, clause, string.Create(CultureInfo.InvariantCulture, $"{least}..{most}"));
        else
            return value;
        return null;
    }
}
