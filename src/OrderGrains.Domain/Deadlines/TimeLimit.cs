using System.Globalization;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Deadlines;

/// <summary>The unit of a time limit and of its clock.</summary>
[JsonConverter(typeof(EnumCodeJson<TimeUnit>))]
public enum TimeUnit
{
    /// <summary>The time that the company works.</summary>
    WorkingTime,
    /// <summary>All time.</summary>
    CalendarTime,
}

/// <summary>How long something may take: in working days, in working time, or in calendar days. Written <c>2 working days</c>,
/// <c>04:00:00</c> or <c>30 calendar days</c>.</summary>
public readonly record struct TimeLimit
{
    private const string Working = "working", Calendar = "calendar";
    private const int MaxDays = 3_650;

    private readonly decimal _workingDays;
    private readonly TimeSpan _workingTime;

    private TimeLimit(decimal workingDays, TimeSpan workingTime, int? calendarDays) =>
        (_workingDays, _workingTime, CalendarDays) = (workingDays, workingTime, calendarDays);

    /// <summary>The number of calendar days; null where it is counted in working time.</summary>
    public int? CalendarDays { get; }

    /// <summary>The unit of time that it counts.</summary>
    public TimeUnit Unit => CalendarDays is null ? TimeUnit.WorkingTime : TimeUnit.CalendarTime;

    /// <summary>A number of working days; a part of one is that part of its working time.</summary>
    public static TimeLimit OfWorkingDays(decimal days) => new(days, default, null);

    /// <summary>An amount of working time.</summary>
    public static TimeLimit OfWorkingTime(TimeSpan time) => new(0, time, null);

    /// <summary>A number of calendar days.</summary>
    public static TimeLimit OfCalendarDays(int days) => new(0, default, days);

    /// <summary>Reads a limit: more than nothing, at most 3,650 days.</summary>
    public static bool TryParse(string? text, out TimeLimit limit)
    {
        limit = default;
        if (text?.Contains(':') == true && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time))
        {
            limit = OfWorkingTime(time);
            return time > TimeSpan.Zero && time.TotalDays <= MaxDays;
        }
        if (text?.Split(' ') is not [var number, var unit, "day" or "days"]
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days)
            || days is <= 0 or > MaxDays)
            return false;
        limit = unit == Working ? OfWorkingDays(days) : OfCalendarDays((int)days);
        return unit == Working || (unit == Calendar && days == (int)days);
    }

    /// <summary>The working time of a limit that is not in calendar days.</summary>
    public TimeSpan WorkingTimeIn(BusinessCalendar calendar) =>
        _workingTime + new TimeSpan((long)(_workingDays * calendar.WorkingDay.Ticks));
}
