using System.Diagnostics;
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

    /// <summary>Whether the days of two tasks keep to a dependency. Days are compared as days, of which a lag counts those that are worked:
    /// nothing begins on the Saturday before the Sunday that it waits for, though no working day lies between them.</summary>
    /// <param name="from">The one depended on.</param>
    /// <param name="to">The dependent one.</param>
    /// <param name="kind">Which end waits for which. A finish is the day after the last.</param>
    /// <param name="lag">How many working days lie between them at least; negative where they may overlap.</param>
    public bool Keep(PlannedTask from, PlannedTask to, DependencyKind kind, int lag)
    {
        var (awaited, waiting) = kind switch
        {
            DependencyKind.FS => (from.EndsOn.AddDays(1), to.StartsOn),
            DependencyKind.SS => (from.StartsOn, to.StartsOn),
            DependencyKind.FF => (from.EndsOn.AddDays(1), to.EndsOn.AddDays(1)),
            DependencyKind.SF => (from.StartsOn, to.EndsOn.AddDays(1)),
            _ => throw new UnreachableException(),
        };
        return Before(waiting) - Before(awaited) >= lag && (lag < 0 || waiting >= awaited);
    }

    /// <summary>When a task is, and how long it takes.</summary>
    public Activity Of(PlannedTask task) => new(Between(task.StartsOn, task.EndsOn), Before(task.StartsOn));
}
