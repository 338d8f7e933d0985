using System.Collections.Immutable;
using System.Diagnostics;

namespace OrderGrains.Domain.Planning;

/// <summary>Something that takes time, in days counted from any one day.</summary>
/// <param name="Duration">How many days it takes; 0 or more.</param>
/// <param name="NotBefore">The day before which it does not begin.</param>
public readonly record struct Activity(int Duration, int NotBefore);

/// <summary>That an activity depends on another.</summary>
/// <param name="From">The one depended on, by its index.</param>
/// <param name="To">The dependent one, by its index.</param>
/// <param name="Kind">Which end waits for which.</param>
/// <param name="Lag">How many days lie between them at least; negative where they may overlap.</param>
public readonly record struct Link(int From, int To, DependencyKind Kind, int Lag);

/// <summary>When an activity can be, at the earliest and at the latest without moving the end of the whole. A finish is the day after the
/// last.</summary>
public readonly record struct Timing(int EarlyStart, int EarlyFinish, int LateStart, int LateFinish)
{
    /// <summary>By how many days it may slip without moving the end of the whole.</summary>
    public int TotalFloat => LateStart - EarlyStart;
}

/// <summary>The critical path method with all four kinds of dependency.</summary>
public static class Schedule
{
    /// <summary>The day on which the dependent activity can begin at the earliest, as far as this dependency goes.</summary>
    /// <param name="link">The dependency.</param>
    /// <param name="start">The start of the one depended on.</param>
    /// <param name="finish">Its finish.</param>
    /// <param name="duration">The dependent activity's duration.</param>
    public static int EarliestStart(Link link, int start, int finish, int duration) => link.Kind switch
    {
        DependencyKind.FS => finish + link.Lag,
        DependencyKind.SS => start + link.Lag,
        DependencyKind.FF => finish + link.Lag - duration,
        DependencyKind.SF => start + link.Lag - duration,
        _ => throw new UnreachableException(),
    };

    /// <summary>Computes the timing of every activity: forward for the earliest, backward from the earliest end of the whole for the
    /// latest.</summary>
    /// <exception cref="ArgumentException">The activities depend on each other in a circle.</exception>
    public static ImmutableArray<Timing> Of(IReadOnlyList<Activity> activities, IReadOnlyList<Link> links)
    {
        var before = Group(activities.Count, links, link => link.To);
        var after = Group(activities.Count, links, link => link.From);
        var (order, cycles) = Network.Sort([.. before.Select(list => (IReadOnlyList<int>)[.. list.Select(link => link.From)])]);
        if (cycles.Count > 0)
            throw new ArgumentException("The activities depend on each other in a circle.", nameof(links));
        var start = new int[activities.Count];
        foreach (var i in order)
        {
            start[i] = activities[i].NotBefore;
            foreach (var link in before[i])
                start[i] = Math.Max(start[i], EarliestStart(link, start[link.From], start[link.From] + activities[link.From].Duration,
                    activities[i].Duration));
        }
        var end = activities.Count == 0 ? 0 : Enumerable.Range(0, start.Length).Max(i => start[i] + activities[i].Duration);
        var late = new int[activities.Count];
        foreach (var i in order.Reverse())
        {
            late[i] = end - activities[i].Duration;
            foreach (var link in after[i])
                late[i] = Math.Min(late[i], LatestStart(link, late[link.To], late[link.To] + activities[link.To].Duration,
                    activities[i].Duration));
        }
        return [.. activities.Select((activity, i) =>
            new Timing(start[i], start[i] + activity.Duration, late[i], late[i] + activity.Duration))];
    }

    private static int LatestStart(Link link, int start, int finish, int duration) => link.Kind switch
    {
        DependencyKind.FS => start - link.Lag - duration,
        DependencyKind.SS => start - link.Lag,
        DependencyKind.FF => finish - link.Lag - duration,
        DependencyKind.SF => finish - link.Lag,
        _ => throw new UnreachableException(),
    };

    private static List<Link>[] Group(int count, IReadOnlyList<Link> links, Func<Link, int> end)
    {
        var groups = new List<Link>[count];
        for (var i = 0; i < count; i++)
            groups[i] = [];
        foreach (var link in links)
            groups[end(link)].Add(link);
        return groups;
    }
}
