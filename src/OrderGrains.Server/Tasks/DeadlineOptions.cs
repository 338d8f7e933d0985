using System.Collections.Frozen;
using System.Globalization;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using OrderGrains.Journal;

namespace OrderGrains.Server.Tasks;

/// <summary>Section <c>Deadlines</c>: until when tasks are to be done, as <c>2 working days</c>, <c>04:00:00</c> (of working time) or <c>30 calendar days</c>.</summary>
public sealed class DeadlineOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Deadlines";
    /// <summary>The review of a received or corrected order (R2.3).</summary>
    public string Review { get; set; } = "1 working day";
    /// <summary>The correction of a returned order (R2.3).</summary>
    public string Correction { get; set; } = "2 working days";
    /// <summary>The forming of the team after the assignment (R4.1).</summary>
    public string TeamFormation { get; set; } = "3 working days";
    /// <summary>The review of a submitted plan (R4.3).</summary>
    public string PlanReview { get; set; } = "2 working days";
    /// <summary>The time from one level of escalation to the next, once the deadline has passed.</summary>
    public string Escalation { get; set; } = "1 working day";
    /// <summary>The percentage of the time at which the first warning is given.</summary>
    public int FirstWarning { get; set; } = 50;
    /// <summary>The percentage of the time at which the second warning is given.</summary>
    public int SecondWarning { get; set; } = 80;
    /// <summary>Other limits for service types and priorities.</summary>
    public DeadlineException[] Exceptions { get; set; } = [];

    /// <summary>The policy that the rules are given.</summary>
    /// <exception cref="JournalConfigurationException">A setting cannot be read, or contradicts another.</exception>
    public DeadlinePolicy ToPolicy(BusinessCalendar calendar, OrderPolicy company)
    {
        if (FirstWarning < 1 || SecondWarning <= FirstWarning || SecondWarning > 99)
            throw new JournalConfigurationException($"{Section}:SecondWarning", "and FirstWarning are percentages from 1 to 99, the second the greater");
        return new()
        {
            Calendar = calendar,
            Limits = new Dictionary<TaskKind, TimeLimit>
            {
                [TaskKind.Review] = Limit(Review, nameof(Review)),
                [TaskKind.Correction] = Limit(Correction, nameof(Correction)),
                [TaskKind.TeamFormation] = Limit(TeamFormation, nameof(TeamFormation)),
                [TaskKind.PlanReview] = Limit(PlanReview, nameof(PlanReview)),
            }.ToFrozenDictionary(),
            Exceptions = ReadExceptions(company),
            FirstWarning = FirstWarning,
            SecondWarning = SecondWarning,
            Escalation = Limit(Escalation, nameof(Escalation)),
        };
    }

    private FrozenDictionary<(TaskKind, string?, Priority?), TimeLimit> ReadExceptions(OrderPolicy company)
    {
        var limits = new Dictionary<(TaskKind, string?, Priority?), TimeLimit>();
        foreach (var (index, exception) in Exceptions.Index())
        {
            var setting = string.Create(CultureInfo.InvariantCulture, $"Exceptions:{index}");
            if (exception.Task is not (TaskKind.Review or TaskKind.Correction or TaskKind.TeamFormation or TaskKind.PlanReview))
                throw new JournalConfigurationException($"{Section}:{setting}:Task", "is a task that has a limit: Review, Correction, TeamFormation or PlanReview");
            if (exception.ServiceType is { } type && !company.ServiceTypes.Contains(type))
                throw new JournalConfigurationException($"{Section}:{setting}:ServiceType", $"is {type}, which is no service type of the company");
            if (exception is { ServiceType: null, Priority: null } || !limits.TryAdd((exception.Task.Value, exception.ServiceType, exception.Priority), Limit(exception.Limit, setting + ":Limit")))
                throw new JournalConfigurationException($"{Section}:{setting}", "has to name a service type or a priority, or both, and each only once");
        }
        return limits.ToFrozenDictionary();
    }

    private static TimeLimit Limit(string? text, string setting) => TimeLimit.TryParse(text, out var limit)
        ? limit : throw new JournalConfigurationException($"{Section}:{setting}", $"is \"{text}\"; a limit is written 2 working days, 04:00:00 or 30 calendar days");
}

/// <summary>Another limit for a service type, a priority, or both.</summary>
public sealed class DeadlineException
{
    /// <summary>The task.</summary>
    public TaskKind? Task { get; set; }
    /// <summary>The service type; null for all.</summary>
    public string? ServiceType { get; set; }
    /// <summary>The priority; null for all.</summary>
    public Priority? Priority { get; set; }
    /// <summary>The limit.</summary>
    public string? Limit { get; set; }
}

/// <summary>Section <c>Company:Calendar</c>: when the company works.</summary>
public sealed class CalendarOptions
{
    private const string Section = "Company:Calendar";

    /// <summary>The days of the week that are worked; empty for Monday to Friday.</summary>
    public DayOfWeek[] WorkingDays { get; set; } = [];
    /// <summary>The hours of a working day, such as <c>09:00-12:00</c>, to <c>24:00</c>; empty for 9 to 12 and 13 to 18 o'clock.</summary>
    public string[] Hours { get; set; } = [];
    /// <summary>Days that are not worked although the week says so: <c>2026-10-01</c>, or several with the last, <c>2026-10-01/2026-10-07</c>.</summary>
    public string[] Holidays { get; set; } = [];
    /// <summary>Days that are worked although the week says otherwise (调休).</summary>
    public string[] MakeUpDays { get; set; } = [];

    /// <summary>The calendar that the rules are given.</summary>
    /// <exception cref="JournalConfigurationException">A setting cannot be read, or contradicts another.</exception>
    public BusinessCalendar ToCalendar(TimeZoneInfo timeZone)
    {
        var builtIn = BusinessCalendar.Default(timeZone);
        var (holidays, makeUps) = (Days(Holidays, nameof(Holidays)), Days(MakeUpDays, nameof(MakeUpDays)));
        if (holidays.Intersect(makeUps).Order().FirstOrDefault() is var both && both != default)
            throw new JournalConfigurationException($"{Section}:{nameof(MakeUpDays)}", string.Create(CultureInfo.InvariantCulture, $"has {both:yyyy-MM-dd}, which is a holiday too"));
        var hours = Hours.Length == 0 ? builtIn.Hours : [.. Hours.Select(Stretch)];
        try
        {
            return new(timeZone, hours, WorkingDays.Length == 0 ? builtIn.WorkingDays : WorkingDays, holidays, makeUps);
        }
        catch (ArgumentException wrong)
        {
            throw new JournalConfigurationException($"{Section}:{nameof(Hours)}", $"cannot be: {wrong.Message.TrimEnd('.')}");
        }
    }

    private static WorkingHours Stretch(string text) =>
        text.Split('-') is [var from, var to] && TryTime(from, out var begin) && TryTime(to, out var end)
            ? new(begin, end) : throw new JournalConfigurationException($"{Section}:{nameof(Hours)}", $"has \"{text}\"; hours are written 09:00-12:00");

    private static bool TryTime(string text, out TimeSpan time)
    {
        if (text == "24:00")
        {
            time = TimeSpan.FromDays(1);
            return true;
        }
        return TimeSpan.TryParseExact(text, "hh\\:mm", CultureInfo.InvariantCulture, out time);
    }

    private static List<DateOnly> Days(string[] texts, string setting)
    {
        List<DateOnly> days = [];
        foreach (var text in texts)
        {
            var ends = text.Split('/');
            if (ends.Length > 2 || !TryDay(ends[0], out var first) || !TryDay(ends[^1], out var last) || last < first)
                throw new JournalConfigurationException($"{Section}:{setting}", $"has \"{text}\"; days are written 2026-10-01 or 2026-10-01/2026-10-07");
            for (var day = first; day <= last; day = day.AddDays(1))
                days.Add(day);
        }
        return days;
    }

    private static bool TryDay(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
