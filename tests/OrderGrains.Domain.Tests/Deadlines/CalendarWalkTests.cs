using System.Collections.Immutable;
using CsCheck;
using OrderGrains.Domain.Deadlines;

namespace OrderGrains.Domain.Tests.Deadlines;

/// <summary>Compares the calendar with a clerk who looks at the wall clock every minute and knows nothing of its implementation.
/// CsCheck prints the seed of a failure.</summary>
public sealed class CalendarWalkTests
{
    private const int MaxDays = 12, MinutesOfDay = 24 * 60;
    private static readonly DateTimeOffset Begin = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<TimeZoneInfo> Zones =
    [
        .. ((string[])["Asia/Shanghai", "Europe/London", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut",
            "Africa/Cairo", "Asia/Kathmandu"])
            .Select(TimeZoneInfo.FindSystemTimeZoneById),
    ];

    // The hours of three years in which each zone's clock was or will be changed.
    private static readonly ImmutableArray<ImmutableArray<int>> Changes =
        [.. Zones.Select(zone =>
            Enumerable.Range(0, 3 * 366 * 24)
                .Where(hour => zone.GetUtcOffset(Begin.AddHours(hour)) != zone.GetUtcOffset(Begin.AddHours(hour + 1))).ToImmutableArray())];

    private static readonly Gen<Rules> Calendars =
        from zone in Gen.Int[0, Zones.Length - 1]
        from near in Gen.Bool
        from hour in Gen.Int[0, 3 * 366 * 24]
        from minute in Gen.Int[0, 3 * MinutesOfDay]
        from edges in Gen.Int[0, MinutesOfDay].HashSet[2, 6]
        from week in Gen.Enum<DayOfWeek>().HashSet[0, 7]
        from holidays in Gen.Int[-1, MaxDays].HashSet[0, 6]
        from makeUps in Gen.Int[-1, MaxDays].HashSet[0, 4]
        let changes = Changes[zone]
        let start = Begin.AddHours(near && changes.Length > 0 ? changes[hour % changes.Length] - 48 : hour).AddMinutes(minute)
        select new Rules(Zones[zone], start, [.. edges.Order()], week, holidays, makeUps);

    [Fact]
    public void The_calendar_agrees_with_a_walk_minute_by_minute() => Gen.Select(Calendars, Gen.Int[0, MaxDays * MinutesOfDay],
        Gen.Int[1, 2_000]).Sample((rules, length, worked) =>
    {
        var calendar = rules.ToCalendar();
        var minutes = rules.Walk(length).ToList();

        Assert.Equal(minutes.Count(isWorked => isWorked), calendar.WorkingTime(rules.Start, rules.Start.AddMinutes(length)).TotalMinutes);
        // The minute with which so much has been worked, if the walk comes so far.
        var last = minutes.Index().Where(minute => minute.Item).Skip(worked - 1).Select(minute => (int?)minute.Index).FirstOrDefault();
        if (last is { } index)
            Assert.Equal(rules.Start.AddMinutes(index + 1), calendar.Deadline(rules.Start, TimeSpan.FromMinutes(worked)));
    }, iter: 400, threads: 1, print: x => $"{x.Item1} length {x.Item2} worked {x.Item3}");

    private sealed record Rules(
        TimeZoneInfo Zone, DateTimeOffset Start, ImmutableArray<int> Edges, HashSet<DayOfWeek> Week, HashSet<int> Holidays,
        HashSet<int> MakeUps)
    {
        private DateOnly First => DateOnly.FromDateTime(Start.UtcDateTime);

        public BusinessCalendar ToCalendar() => new(
            Zone, Enumerable.Range(0, Edges.Length / 2)
                .Select(i => new WorkingHours(TimeSpan.FromMinutes(Edges[2 * i]), TimeSpan.FromMinutes(Edges[2 * i + 1]))),
            Week.Count == 0 ? [DayOfWeek.Monday] : Week, Holidays.Select(First.AddDays), MakeUps.Select(First.AddDays));

        /// <summary>Whether each minute from the start on is worked. Each time on the wall clock counts once: a clock that is set back
        /// keeps its latest time.</summary>
        public IEnumerable<bool> Walk(int minutes)
        {
            var latest = DateTime.MinValue;
            for (var minute = -2 * MinutesOfDay; minute < minutes; minute++)
            {
                var shown = TimeZoneInfo.ConvertTime(Start.AddMinutes(minute), Zone).DateTime;
                latest = shown > latest ? shown : latest;
                if (minute >= 0)
                    yield return IsWorked(latest);
            }
        }

        public override string ToString() =>
            $"{Zone.Id} from {Start:u}, hours {string.Join(' ', Edges)}, days {string.Join(' ', Week)}, "
            + $"holidays {string.Join(' ', Holidays)}, make-up days {string.Join(' ', MakeUps)}";

        private bool IsWorked(DateTime shown)
        {
            var (day, time) = (DateOnly.FromDateTime(shown), (int)shown.TimeOfDay.TotalMinutes);
            var number = day.DayNumber - First.DayNumber;
            var isDay = MakeUps.Contains(number)
                || (!Holidays.Contains(number) && (Week.Count == 0 ? day.DayOfWeek == DayOfWeek.Monday : Week.Contains(day.DayOfWeek)));
            var passed = Edges.Take(Edges.Length / 2 * 2).Count(edge => edge <= time);
            return isDay && passed % 2 == 1;
        }
    }
}
