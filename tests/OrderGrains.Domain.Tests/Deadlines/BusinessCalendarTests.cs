using System.Collections.Immutable;
using CsCheck;
using OrderGrains.Domain.Deadlines;

namespace OrderGrains.Domain.Tests.Deadlines;

public sealed class BusinessCalendarTests
{
    private static readonly ImmutableArray<string> Zones =
        ["Asia/Shanghai", "Europe/London", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut", "Africa/Cairo",
            "Asia/Kathmandu", "UTC"];

    private static readonly WorkingHours Morning = new(TimeSpan.FromHours(9), TimeSpan.FromHours(12)),
        Afternoon = new(TimeSpan.FromHours(13), TimeSpan.FromHours(18));
    private static readonly WorkingHours AroundTheClock = new(TimeSpan.Zero, TimeSpan.FromHours(24));
    private static readonly DayOfWeek[] Weekdays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    private static readonly BusinessCalendar Shanghai = BusinessCalendar.Default(Zone("Asia/Shanghai"));

    private static readonly Gen<DateTimeOffset> Instants = Gen.Long[0, 3L * 366 * 24 * 60]
        .Select(minutes => new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes));
    private static readonly Gen<TimeSpan> Lengths = Gen.Int[1, 60 * 24 * 30].Select(minutes => TimeSpan.FromMinutes(minutes));
    private static readonly Gen<BusinessCalendar> Calendars = Gen.Select(
        Gen.Int[0, Zones.Length - 1], Gen.Int[0, 23 * 60].Array[2, 6], Gen.Int[1, 127], Gen.Int[0, 1_000].Array[0, 20],
        Gen.Int[0, 1_000].Array[0, 10],
        (zone, edges, days, holidays, makeUps) => new BusinessCalendar(
            Zone(Zones[zone]), HoursBetween(edges), Enum.GetValues<DayOfWeek>().Where(day => (days >> (int)day & 1) == 1),
            holidays.Select(Day), makeUps.Select(Day)));

    [Fact]
    public void A_working_day_from_the_middle_of_one_ends_in_the_middle_of_the_next() =>
        Assert.Equal(At("2026-03-03T10:30+08:00"), Shanghai.Deadline(At("2026-03-02T10:30+08:00"), TimeLimit.OfWorkingDays(1)));

    [Fact]
    public void A_limit_outside_working_time_starts_with_the_next_working_time()
    {
        Assert.Equal(At("2026-03-09T18:00+08:00"), Shanghai.Deadline(At("2026-03-07T22:00+08:00"), TimeLimit.OfWorkingDays(1)));
        Assert.Equal(At("2026-03-02T14:00+08:00"),
            Shanghai.Deadline(At("2026-03-02T12:30+08:00"), TimeLimit.OfWorkingTime(TimeSpan.FromHours(1))));
    }

    [Fact]
    public void A_deadline_is_the_end_of_a_working_day_rather_than_the_beginning_of_the_next() =>
        Assert.Equal(At("2026-03-06T18:00+08:00"), Shanghai.Deadline(At("2026-03-06T09:00+08:00"), TimeLimit.OfWorkingDays(1)));

    [Fact]
    public void Holidays_are_skipped_and_make_up_days_are_worked()
    {
        var calendar = new BusinessCalendar(
            Zone("Asia/Shanghai"), [Morning, Afternoon], Weekdays,
            [new(2026, 10, 1), new(2026, 10, 2), new(2026, 10, 5), new(2026, 10, 6), new(2026, 10, 7)], [new(2026, 10, 10)]);

        Assert.Equal(At("2026-10-08T15:00+08:00"), calendar.Deadline(At("2026-09-30T15:00+08:00"), TimeLimit.OfWorkingDays(1)));
        Assert.Equal(At("2026-10-10T15:00+08:00"), calendar.Deadline(At("2026-10-09T15:00+08:00"), TimeLimit.OfWorkingDays(1)));
        Assert.True(calendar.IsWorkingDay(new(2026, 10, 10)));
        Assert.False(calendar.IsWorkingDay(new(2026, 10, 11)));
    }

    [Fact]
    public void A_make_up_day_that_is_a_holiday_too_is_worked()
    {
        DateOnly both = new(2026, 10, 10), holiday = new(2026, 10, 9);
        var calendar = new BusinessCalendar(Zone("Asia/Shanghai"), [Morning, Afternoon], Weekdays, [both, holiday], [both]);

        Assert.Equal((true, false), (calendar.IsWorkingDay(both), calendar.IsWorkingDay(holiday)));
        Assert.Equal(At("2026-10-10T18:00+08:00"), calendar.Deadline(At("2026-10-08T18:00+08:00"), TimeLimit.OfWorkingDays(1)));
    }

    [Fact]
    public void A_deadline_may_be_the_last_working_instant_of_a_year() =>
        Assert.Equal(At("2026-12-31T18:00+08:00"), Shanghai.Deadline(At("2026-12-31T09:00+08:00"), TimeLimit.OfWorkingDays(1)));

    [Fact]
    public void The_first_of_two_equal_clock_times_counts()
    {
        var night =
            new BusinessCalendar(Zone("Europe/London"), [new(TimeSpan.FromHours(1.5), TimeSpan.FromHours(4))], Enum.GetValues<DayOfWeek>());

        Assert.Equal(TimeSpan.FromHours(3.5), night.WorkingTime(At("2026-10-25T00:00Z"), At("2026-10-25T12:00Z")));
        Assert.Equal(At("2026-10-25T00:30Z"), night.Deadline(At("2026-10-24T00:30Z"), TimeLimit.OfCalendarDays(1)));
    }

    [Fact]
    public void Working_time_counts_elapsed_time_when_the_clock_changes()
    {
        var london = new BusinessCalendar(Zone("Europe/London"), [AroundTheClock], Enum.GetValues<DayOfWeek>());

        Assert.Equal(TimeSpan.FromHours(23), london.WorkingTime(At("2026-03-29T00:00Z"), At("2026-03-29T23:00Z")));
        Assert.Equal(TimeSpan.FromHours(25), london.WorkingTime(At("2026-10-24T23:00Z"), At("2026-10-26T00:00Z")));
        Assert.Equal(At("2026-03-29T23:00Z"), london.Deadline(At("2026-03-28T23:00Z"), TimeLimit.OfWorkingDays(1)));
    }

    [Fact]
    public void Hours_that_the_clock_skips_are_not_worked()
    {
        var night = new BusinessCalendar(Zone("Europe/London"),
            [new(TimeSpan.FromHours(0.5), TimeSpan.FromHours(1.5)), new(TimeSpan.FromHours(1.5), TimeSpan.FromHours(3))],
            Enum.GetValues<DayOfWeek>());

        Assert.Equal(TimeSpan.FromHours(1.5), night.WorkingTime(At("2026-03-29T00:00Z"), At("2026-03-29T12:00Z")));
    }

    [Fact]
    public void Calendar_days_end_at_the_time_of_day_at_which_they_began()
    {
        var london = BusinessCalendar.Default(Zone("Europe/London"));
        Assert.Equal(At("2026-03-30T10:00+01:00"), london.Deadline(At("2026-03-27T10:00Z"), TimeLimit.OfCalendarDays(3)));
    }

    [Fact]
    public void A_hold_moves_the_deadline_by_the_working_time_that_it_lasted() =>
        Assert.Equal(
            At("2026-03-04T11:00+08:00"),
            Shanghai.Deadline(At("2026-03-02T10:30+08:00"), TimeLimit.OfWorkingDays(1),
                [(At("2026-03-02T17:00+08:00"), At("2026-03-03T17:30+08:00"))]));

    [Fact]
    public void A_hold_moves_a_deadline_in_calendar_days_by_all_the_time_that_it_lasted() =>
        Assert.Equal(
            At("2026-03-08T10:30:05+08:00"),
            Shanghai.Deadline(At("2026-03-02T10:30+08:00"), TimeLimit.OfCalendarDays(5), [
                (At("2026-03-02T17:00+08:00"), At("2026-03-02T17:00:05+08:00")),
                (At("2026-03-06T20:00+08:00"), At("2026-03-07T20:00+08:00")),
            ]));

    [Fact]
    public void The_working_time_until_the_deadline_is_exactly_the_limit() => Gen.Select(Calendars, Instants, Lengths)
        .Sample((calendar, start, length) =>
    {
        var due = calendar.Deadline(start, length);
        Assert.Equal(length, calendar.WorkingTime(start, due));
        Assert.True(calendar.WorkingTime(start, due.AddTicks(-1)) < length);
    }, iter: 300);

    [Fact]
    public void The_working_time_until_a_held_deadline_is_the_limit_plus_the_holds() =>
        Gen.Select(Calendars, Instants, Lengths, Gen.Select(Gen.Int[0, 5_000], Gen.Int[1, 5_000]).Array[0, 4])
            .Sample((calendar, start, length, pauses) =>
        {
            List<(DateTimeOffset From, DateTimeOffset To)> holds = [];
            var at = start;
            foreach (var (after, minutes) in pauses)
                holds.Add((at.AddMinutes(after), at = at.AddMinutes(after + minutes)));
            var due = calendar.Deadline(start, TimeLimit.OfWorkingTime(length), holds);
            Assert.Equal(length + new TimeSpan(holds.Sum(hold => calendar.WorkingTime(hold.From, hold.To).Ticks)),
                calendar.WorkingTime(start, due));
        }, iter: 300);

    [Fact]
    public void A_later_start_or_a_longer_limit_never_gives_an_earlier_deadline() => Gen.Select(Calendars, Instants, Instants, Lengths,
        Lengths).Sample((calendar, a, b, x, y) =>
    {
        var (first, second) = a <= b ? (a, b) : (b, a);
        Assert.True(calendar.Deadline(first, x) <= calendar.Deadline(second, x));
        Assert.Equal(x.CompareTo(y), calendar.Deadline(a, x).CompareTo(calendar.Deadline(a, y)));
    }, iter: 300);

    [Fact]
    public void Working_time_adds_up_and_is_never_more_than_the_time() => Gen.Select(Calendars, Instants, Instants, Instants)
        .Sample((calendar, a, b, c) =>
    {
        DateTimeOffset[] sorted = [.. new[] { a, b, c }.Order()];
        var whole = calendar.WorkingTime(sorted[0], sorted[2]);
        Assert.Equal(whole, calendar.WorkingTime(sorted[0], sorted[1]) + calendar.WorkingTime(sorted[1], sorted[2]));
        Assert.True(whole <= sorted[2] - sorted[0]);
        Assert.Equal(TimeSpan.Zero, calendar.WorkingTime(sorted[2], sorted[0]));
    }, iter: 300);

    [Fact]
    public void Around_the_clock_working_time_is_time_in_every_zone() => Gen.Select(Gen.Int[0, Zones.Length - 1], Instants, Instants)
        .Sample((zone, a, b) =>
    {
        var calendar = new BusinessCalendar(Zone(Zones[zone]), [AroundTheClock], Enum.GetValues<DayOfWeek>());
        Assert.Equal(a <= b ? b - a : TimeSpan.Zero, calendar.WorkingTime(a, b));
    }, iter: 200);

    [Fact]
    public void A_calendar_without_working_time_is_refused()
    {
        var zone = Zone("UTC");
        Assert.Throws<ArgumentException>(() => new BusinessCalendar(zone, [], Weekdays));
        Assert.Throws<ArgumentException>(() => new BusinessCalendar(zone, [Morning], []));
        Assert.Throws<ArgumentException>(() => new BusinessCalendar(zone, [Afternoon, Morning], Weekdays));
        Assert.Throws<ArgumentException>(() => new BusinessCalendar(zone, [new(TimeSpan.FromHours(9), TimeSpan.FromHours(9))], Weekdays));
        Assert.Throws<ArgumentException>(() => new BusinessCalendar(zone, [new(TimeSpan.FromHours(20), TimeSpan.FromHours(25))], Weekdays));
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateOnly Day(int number) => new DateOnly(2025, 1, 1).AddDays(number);

    // Quarters of hours at which work begins and ends in turn.
    private static IEnumerable<WorkingHours> HoursBetween(int[] minutes)
    {
        TimeSpan[] edges = [.. minutes.Select(minute => TimeSpan.FromMinutes(minute / 15 * 15)).Distinct().Order()];
        return edges.Length < 2 ? [Morning] : edges.Chunk(2).Where(pair => pair.Length == 2)
            .Select(pair => new WorkingHours(pair[0], pair[1]));
    }
}
