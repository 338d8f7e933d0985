using System.Collections.Immutable;

namespace OrderGrains.Domain.Planning;

/// <summary>The planned value over time: each task's hours and cost, spread evenly over its working days; at its beginning where it has
/// none.</summary>
internal static class PlannedValue
{
    private const int HoursDecimals = 2;

    /// <summary>The planned value of each week; the weeks add up to the whole, to the last minor unit.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="calendar">The working days.</param>
    /// <param name="minorUnits">The decimals of the plan's currency.</param>
    public static ImmutableArray<PlannedWeek> Of(IEnumerable<PlannedTask> tasks, WorkingDays calendar, int minorUnits)
    {
        var weeks = new SortedDictionary<DateOnly, (decimal Hours, decimal Cost)>();
        foreach (var task in tasks.Where(task => task.Hours is not null || task.Cost is not null))
        {
            decimal days = calendar.Between(task.StartsOn, task.EndsOn);
            var (hours, cost) = (0m, 0m);
            for (var monday = MondayOf(task.StartsOn); monday <= task.EndsOn; monday = monday.AddDays(7))
            {
                // What is rounded is the sum so far, so that the weeks' shares add up to the whole.
                var past = days == 0 ? 1 : Math.Min(calendar.Between(task.StartsOn, monday.AddDays(6)), days) / days;
                var (hoursSoFar, costSoFar) = (Math.Round((task.Hours ?? 0) * past, HoursDecimals),
                    Math.Round((task.Cost ?? 0) * past, minorUnits));
                var week = weeks.GetValueOrDefault(monday);
                weeks[monday] = (week.Hours + hoursSoFar - hours, week.Cost + costSoFar - cost);
                (hours, cost) = (hoursSoFar, costSoFar);
            }
        }
        return [.. weeks.Where(week => week.Value != (0, 0)).Select(week => new PlannedWeek(week.Key, week.Value.Hours, week.Value.Cost))];
    }

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
