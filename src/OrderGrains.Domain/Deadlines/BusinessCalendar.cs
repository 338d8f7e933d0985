using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace OrderGrains.Domain.Deadlines;

/// <summary>A stretch of a working day, in the company's time of day.</summary>
/// <param name="From">Its beginning, from 0:00.</param>
/// <param name="To">Its end, to 24:00.</param>
public readonly record struct WorkingHours(TimeSpan From, TimeSpan To)
{
    /// <summary>How long it is on a day without a change of the clock.</summary>
    public TimeSpan Length => To - From;
}

/// <summary>
/// When the company works: every working day the same hours, in its time zone. Instants are compared as instants: where the clock jumps
/// forward, a time that it leaves out is the moment of the jump; where it goes back, a time that comes twice is the first of the two.
/// </summary>
public sealed class BusinessCalendar
{
    // The working time of a year never changes, so it is computed once. Years of UTC: an instant belongs to one of them whatever the
    // clock on the wall does.
    private readonly ConcurrentDictionary<int, Year> _years = new();

    /// <summary>A calendar.</summary>
    /// <param name="timeZone">The company's time zone.</param>
    /// <param name="hours">The hours of a working day, in order, without overlap.</param>
    /// <param name="workingDays">The days of the week that are worked.</param>
    /// <param name="holidays">Days that are not worked although the week says so.</param>
    /// <param name="makeUpDays">Days that are worked although the week, or a holiday, says otherwise (调休).</param>
    /// <exception cref="ArgumentException">There is never anything to work, or the hours overlap.</exception>
    public BusinessCalendar(
        TimeZoneInfo timeZone, IEnumerable<WorkingHours> hours, IEnumerable<DayOfWeek> workingDays, IEnumerable<DateOnly>? holidays = null,
            IEnumerable<DateOnly>? makeUpDays = null)
    {
        (TimeZone, Hours, WorkingDays) = (timeZone, [.. hours], workingDays.ToFrozenSet());
        (Holidays, MakeUpDays) = ((holidays ?? []).ToFrozenSet(), (makeUpDays ?? []).ToFrozenSet());
        if (Hours.IsEmpty || WorkingDays.Count == 0)
            throw new ArgumentException("A calendar needs hours and days that are worked.");
        var end = TimeSpan.Zero;
        foreach (var stretch in Hours)
        {
            if (stretch.From < end || stretch.Length <= TimeSpan.Zero || stretch.To > TimeSpan.FromDays(1))
                throw new ArgumentException("The hours of a working day follow each other, from 0:00 to 24:00.");
            end = stretch.To;
        }
        WorkingDay = new(Hours.Sum(stretch => stretch.Length.Ticks));
    }

    /// <summary>The time zone.</summary>
    public TimeZoneInfo TimeZone { get; }
    /// <summary>The hours of a working day.</summary>
    public ImmutableArray<WorkingHours> Hours { get; }
    /// <summary>The days of the week that are worked.</summary>
    public FrozenSet<DayOfWeek> WorkingDays { get; }
    /// <summary>Days that are not worked although the week says so.</summary>
    public FrozenSet<DateOnly> Holidays { get; }
    /// <summary>Days that are worked all the same (调休).</summary>
    public FrozenSet<DateOnly> MakeUpDays { get; }
    /// <summary>The working time of a working day.</summary>
    public TimeSpan WorkingDay { get; }

    /// <summary>Monday to Friday, 9 to 12 and 13 to 18 o'clock.</summary>
    public static BusinessCalendar Default(TimeZoneInfo timeZone) => new(
        timeZone, [new(TimeSpan.FromHours(9), TimeSpan.FromHours(12)), new(TimeSpan.FromHours(13), TimeSpan.FromHours(18))],
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday]);

    /// <summary>Whether a day is worked.</summary>
    public bool IsWorkingDay(DateOnly day) => MakeUpDays.Contains(day) || (WorkingDays.Contains(day.DayOfWeek) && !Holidays.Contains(day));

    /// <summary>When a day is over, worked or not.</summary>
    public DateTimeOffset EndOf(DateOnly day) => new(Instant(day.AddDays(1).ToDateTime(TimeOnly.MinValue)), TimeSpan.Zero);

    /// <summary>How much working time lies between two instants; none if they are the wrong way round.</summary>
    public TimeSpan WorkingTime(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
            return TimeSpan.Zero;
        var (first, last) = (from.UtcDateTime.Year, to.UtcDateTime.Year);
        var ticks = Of(last).Elapsed(to.UtcTicks) - Of(first).Elapsed(from.UtcTicks);
        for (var year = first; year < last; year++)
            ticks += Of(year).Total;
        return new(ticks);
    }

    /// <summary>The first instant by which so much working time has passed since <paramref name="start"/>; the start itself for
    /// none.</summary>
    public DateTimeOffset Deadline(DateTimeOffset start, TimeSpan workingTime)
    {
        if (workingTime <= TimeSpan.Zero)
            return start;
        var number = start.UtcDateTime.Year;
        var year = Of(number);
        var rest = year.Elapsed(start.UtcTicks) + workingTime.Ticks;
        while (rest > year.Total)
        {
            rest -= year.Total;
            year = Of(++number);
        }
        return new(year.At(rest), TimeSpan.Zero);
    }

    /// <summary>The end of a time limit. Calendar days end at the time of day at which they began.</summary>
    public DateTimeOffset Deadline(DateTimeOffset start, TimeLimit limit) => limit.CalendarDays is { } days
        ? new(Instant(TimeZoneInfo.ConvertTime(start, TimeZone).DateTime.AddDays(days)), TimeSpan.Zero)
        : Deadline(start, limit.WorkingTimeIn(this));

    /// <summary>The end of a time limit whose clock stood still meanwhile: it moves by the time of every hold, in the limit's
    /// unit.</summary>
    /// <param name="start">When the clock began.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="holds">The holds, from and to, in order.</param>
    public DateTimeOffset Deadline(DateTimeOffset start, TimeLimit limit, IEnumerable<(DateTimeOffset From, DateTimeOffset To)> holds) =>
        holds.Aggregate(Deadline(start, limit), (due, hold) => Later(due, Between(hold.From, hold.To, limit.Unit), limit.Unit));

    /// <summary>How much time of a unit lies between two instants; none if they are the wrong way round.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to, TimeUnit unit) =>
        unit == TimeUnit.WorkingTime ? WorkingTime(from, to) : to > from ? to - from : TimeSpan.Zero;

    /// <summary>The first instant by which so much time of a unit has passed since <paramref name="start"/>.</summary>
    public DateTimeOffset Later(DateTimeOffset start, TimeSpan time, TimeUnit unit) =>
        unit == TimeUnit.WorkingTime ? Deadline(start, time) : start + time;

    private Year Of(int number) => _years.GetOrAdd(number, static (number, calendar) => calendar.WorkOut(number), this);

    private Year WorkOut(int number)
    {
        var (begin, end) = (new DateTime(number, 1, 1).Ticks, new DateTime(number + 1, 1, 1).Ticks);
        List<long> from = [], to = [], before = [];
        var total = 0L;
        for (var day = new DateOnly(number, 1, 1).AddDays(-2); day <= new DateOnly(number + 1, 1, 2); day = day.AddDays(1))
        {
            if (!IsWorkingDay(day))
                continue;
            foreach (var stretch in Hours)
            {
                var midnight = day.ToDateTime(TimeOnly.MinValue);
                var (first, last) = (Math.Max(begin, Instant(midnight + stretch.From)), Math.Min(end, Instant(midnight + stretch.To)));
                if (first >= last)
                    continue;
                from.Add(first);
                to.Add(last);
                before.Add(total);
                total += last - first;
            }
        }
        return new([.. from], [.. to], [.. before], total);
    }

    private long Instant(DateTime local)
    {
        if (TimeZone.IsInvalidTime(local))
        {
            // The clock jumps over it: the moment of the jump is the minute after the last time that exists.
            var existing = new DateTime(local.Ticks - local.Ticks % TimeSpan.TicksPerMinute);
            while (TimeZone.IsInvalidTime(existing))
                existing = existing.AddMinutes(-1);
            return Instant(existing) + TimeSpan.TicksPerMinute;
        }
        var offset = TimeZone.IsAmbiguousTime(local) ? TimeZone.GetAmbiguousTimeOffsets(local).Max() : TimeZone.GetUtcOffset(local);
        return (local - offset).Ticks;
    }

    /// <summary>The working time of a year, stretch by stretch, in ticks: from when, to when, and how much comes before it.</summary>
    private sealed record Year(long[] From, long[] To, long[] Before, long Total)
    {
        /// <summary>How much of it has passed at an instant.</summary>
        public long Elapsed(long instant)
        {
            var found = Array.BinarySearch(From, instant);
            var stretch = found >= 0 ? found : ~found - 1;
            return stretch < 0 ? 0 : Before[stretch] + Math.Min(instant, To[stretch]) - From[stretch];
        }

        /// <summary>The first instant at which so much of it has passed: more than nothing, at most all.</summary>
        public long At(long elapsed)
        {
            var found = Array.BinarySearch(Before, elapsed);
            var stretch = (found >= 0 ? found : ~found) - 1;
            return From[stretch] + elapsed - Before[stretch];
        }
    }
}
