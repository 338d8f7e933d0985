using OrderGrains.Domain.Deadlines;

namespace OrderGrains.Domain.Planning;

/// <summary>The days of a service term, counted by those that are worked.</summary>
internal sealed class WorkingDays
{
    private readonly DateOnly _first;
    private readonly int[] _before;

    /// <summary>Counts the days of a term.</summary>
    public WorkingDays(BusinessCalendar calendar, DateOnly first, DateOnly last)
    {
        _first = first;
        _before = new int[last.DayNumber - first.DayNumber + 2];
        for (var i = 1; i < _before.Length; i++)
            _before[i] = _before[i - 1] + (calendar.IsWorkingDay(first.AddDays(i - 1)) ? 1 : 0);
    }

    /// <summary>How many working days of the term come before a day.</summary>
    public int Before(DateOnly day) => _before[Math.Clamp(day.DayNumber - _first.DayNumber, 0, _before.Length - 1)];

    /// <summary>How many working days lie from a day to another, both included.</summary>
    public int Between(DateOnly from, DateOnly to) => Before(to.AddDays(1)) - Before(from);

    /// <summary>When a task is, and how long it takes.</summary>
    public Activity Of(PlannedTask task) => new(Between(task.StartsOn, task.EndsOn), Before(task.StartsOn));
}
