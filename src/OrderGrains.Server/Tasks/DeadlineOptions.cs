using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Settings;

namespace OrderGrains.Server.Tasks;

/// <summary>Section <c>Deadlines</c>: how long tasks may take, and when people are warned.</summary>
public sealed class DeadlineOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Deadlines";
    /// <summary>The time from one level of escalation to the next, once the deadline has passed.</summary>
    [TimeLimit] public string Escalation { get; set; } = "1 working day";
    /// <summary>The percentage of the time at which the first warning is given.</summary>
    [Range(1, 99)] public int FirstWarning { get; set; } = 50;
    /// <summary>The percentage of the time at which the second warning is given.</summary>
    [Range(1, 99)] public int SecondWarning { get; set; } = 80;
    /// <summary>Other limits for service types and priorities.</summary>
    public DeadlineException[] Exceptions { get; set; } = [];

    // Each limited task has a setting of its name; without one the task's own limit holds.
    private Dictionary<TaskKind, string> Limits { get; set; } = [];

    private static IEnumerable<OrderTask> Limited => OrderTasks.All.Where(task => task.Limit is not null);

    /// <summary>Reads the section.</summary>
    /// <exception cref="OptionsValidationException">A setting cannot be read, or contradicts another.</exception>
    public static DeadlineOptions Read(IConfiguration configuration) =>
        configuration.ReadSection<DeadlineOptions>(Section, (section, options) =>
        options.Limits = Limited.Select(task => (task.Kind, Text: section[task.Kind.ToString()])).Where(limit => limit.Text is not null)
            .ToDictionary(limit => limit.Kind, limit => limit.Text!)); // Not null: asked before.

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SecondWarning <= FirstWarning)
            yield return new("The second warning comes after the first.", [nameof(SecondWarning)]);
        foreach (var (task, text) in Limits.Where(limit => !TimeLimitAttribute.Accepts(limit.Value)))
            yield return new(TimeLimitAttribute.Message(text), [task.ToString()]);
        HashSet<(TaskKind?, string?, Priority?)> named = [];
        foreach (var (index, exception) in Exceptions.Index())
        {
            var setting = string.Create(CultureInfo.InvariantCulture, $"{nameof(Exceptions)}:{index}");
            if (Limited.All(task => task.Kind != exception.Task))
                yield return new($"Only {string.Join(", ", Limited.Select(task => task.Kind))} have limits.",
                    [$"{setting}:{nameof(exception.Task)}"]);
            else if (exception is { ServiceType: null, Priority: null }
                || !named.Add((exception.Task, exception.ServiceType, exception.Priority)))
                yield return new("An exception names a service type, a priority or both, and each only once.", [setting]);
            else if (!TimeLimitAttribute.Accepts(exception.Limit))
                yield return new(TimeLimitAttribute.Message(exception.Limit), [$"{setting}:{nameof(exception.Limit)}"]);
        }
    }

    /// <summary>The policy that the rules are given; the options are valid.</summary>
    /// <exception cref="OptionsValidationException">An exception is for a service type that the company does not offer.</exception>
    public DeadlinePolicy ToPolicy(BusinessCalendar calendar, OrderPolicy company)
    {
        List<string> unknown = [.. Exceptions.Index()
            .Where(x => x.Item.ServiceType is { } type && !company.ServiceTypes.Contains(type))
            .Select(x => string.Create(
                CultureInfo.InvariantCulture,
                    $"{Section}:Exceptions:{x.Index}:ServiceType: {x.Item.ServiceType} is no service type of the company."))];
        if (unknown.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(DeadlineOptions), unknown);
        return new()
        {
            Calendar = calendar,
            Limits = Limited.ToFrozenDictionary(
                // Not null: limited.
                task => task.Kind, task => Limits.TryGetValue(task.Kind, out var text) ? Limit(text) : task.Limit!.Value),
            Exceptions = Exceptions.ToFrozenDictionary(x => (x.Task.GetValueOrDefault(), x.ServiceType, x.Priority), x => Limit(x.Limit)),
            FirstWarning = FirstWarning,
            SecondWarning = SecondWarning,
            Escalation = Limit(Escalation),
        };
    }

    private static TimeLimit Limit(string? text) =>
        TimeLimit.TryParse(text, out var limit) ? limit : throw new InvalidOperationException("The limit was not validated.");
}

/// <summary>A time limit that can be read.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeLimitAttribute : ValidationAttribute
{
    public static bool Accepts(string? text) => TimeLimit.TryParse(text, out _);

    public static string Message(string? text) =>
        $"\"{text}\" is no limit; a limit is written 2 working days, 04:00:00 or 30 calendar days.";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        // A property's attribute is given its name.
        Accepts(value as string) ? null : new(Message(value as string), [validationContext.MemberName!]);
}

/// <summary>Another limit for a service type, a priority, or both.</summary>
public sealed class DeadlineException
{
    /// <summary>The task; only tasks with a limit of their own may be named.</summary>
    public TaskKind? Task { get; set; }
    /// <summary>The service type; unset for all.</summary>
    public string? ServiceType { get; set; }
    /// <summary>The priority; unset for all.</summary>
    public Priority? Priority { get; set; }
    /// <summary>The time limit.</summary>
    public string? Limit { get; set; }
}

/// <summary>Section <c>Company:Calendar</c>: when the company works.</summary>
public sealed class CalendarOptions
{
    /// <summary>The days of the week that are worked; empty for Monday to Friday.</summary>
    public DayOfWeek[] WorkingDays { get; set; } = [];
    /// <summary>The hours of a working day, such as <c>09:00-12:00</c>, to <c>24:00</c>; empty for 9 to 12 and 13 to 18 o'clock.</summary>
    public string[] Hours { get; set; } = [];
    /// <summary>Days that are not worked although the week says so: <c>2026-10-01</c>, or several with the last,
    /// <c>2026-10-01/2026-10-07</c>.</summary>
    public string[] Holidays { get; set; } = [];
    /// <summary>Days that are worked although the week says otherwise (调休).</summary>
    public string[] MakeUpDays { get; set; } = [];

    /// <summary>The settings that cannot be read, or contradict another, and why.</summary>
    internal IEnumerable<(string Setting, string Reason)> Faults(TimeZoneInfo timeZone)
    {
        List<(string Setting, string Reason)> faults =
        [
            .. Hours.Where(text => !TryHours(text, out _)).Select(text => (nameof(Hours), $"\"{text}\" is not written 09:00-12:00.")),
            .. Holidays.Where(text => !TryDays(text, out _)).Select(text => (nameof(Holidays), NoDays(text))),
            .. MakeUpDays.Where(text => !TryDays(text, out _)).Select(text => (nameof(MakeUpDays), NoDays(text))),
        ];
        if (faults.Count > 0)
            return faults;
        if (Days(Holidays).Intersect(Days(MakeUpDays)).Order().FirstOrDefault() is var both && both != default)
            return [(nameof(MakeUpDays), string.Create(CultureInfo.InvariantCulture, $"{both:yyyy-MM-dd} is a holiday too."))];
        try
        {
            ToCalendar(timeZone);
            return [];
        }
        catch (ArgumentException wrong)
        {
            return [(nameof(Hours), wrong.Message)];
        }
    }

    /// <summary>The calendar that the rules are given; the options have no faults.</summary>
    internal BusinessCalendar ToCalendar(TimeZoneInfo timeZone)
    {
        var builtIn = BusinessCalendar.Default(timeZone);
        var hours = Hours.Length == 0 ? builtIn.Hours : [.. Hours.Select(text => TryHours(text, out var stretch) ? stretch : default)];
        return new(timeZone, hours, WorkingDays.Length == 0 ? builtIn.WorkingDays : WorkingDays, Days(Holidays), Days(MakeUpDays));
    }

    private static string NoDays(string text) => $"\"{text}\" is not written 2026-10-01 or 2026-10-01/2026-10-07.";

    private static bool TryHours(string text, out WorkingHours hours)
    {
        hours = default;
        if (text.Split('-') is not [var from, var to] || !TryTime(from, out var begin) || !TryTime(to, out var end))
            return false;
        hours = new(begin, end);
        return true;
    }

    private static bool TryTime(string text, out TimeSpan time)
    {
        if (text == "24:00")
        {
            time = TimeSpan.FromDays(1);
            return true;
        }
        return TimeSpan.TryParseExact(text, "hh\\:mm", CultureInfo.InvariantCulture, out time);
    }

    private static List<DateOnly> Days(string[] texts) => [.. texts.SelectMany(text => TryDays(text, out var days) ? days : [])];

    private static bool TryDays(string text, out List<DateOnly> days)
    {
        days = [];
        var ends = text.Split('/');
        if (ends.Length > 2 || !TryDay(ends[0], out var first) || !TryDay(ends[^1], out var last) || last < first)
            return false;
        for (var day = first; day <= last; day = day.AddDays(1))
            days.Add(day);
        return true;
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
