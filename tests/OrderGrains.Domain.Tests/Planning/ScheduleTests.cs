using CsCheck;
using OrderGrains.Domain.Planning;

namespace OrderGrains.Domain.Tests.Planning;

public sealed class ScheduleTests
{
    private static readonly Gen<DependencyKind> Kinds = Gen.Enum<DependencyKind>();

    [Fact]
    public void Each_of_the_four_kinds_of_dependency_delays_its_task_as_defined()
    {
        (DependencyKind Kind, int Start)[] expected =
            [(DependencyKind.FS, 6), (DependencyKind.SS, 3), (DependencyKind.FF, 4), (DependencyKind.SF, 1)];
        foreach (var (kind, start) in expected)
            Assert.Equal(start, Schedule.Of([new(3, 2), new(2, 0)], [new(0, 1, kind, 1)])[1].EarlyStart);
    }

    [Fact]
    public void Tasks_that_depend_on_themselves_have_no_schedule() =>
        Assert.Throws<ArgumentException>(() =>
            Schedule.Of([new(1, 0), new(1, 0)], [new(0, 1, DependencyKind.SS, 0), new(1, 0, DependencyKind.FF, 0)]));

    /// <summary>Every way to place up to three activities is tried: the earliest, the latest and the float are those of the best
    /// ways.</summary>
    [Fact]
    public void A_small_plan_is_scheduled_as_an_exhaustive_search_schedules_it() => Networks(3).Sample(network =>
    {
        const int horizon = 16;
        var (activities, links) = network;
        var ways = Ways(activities.Length, horizon)
            .Where(way => activities.Index().All(x => way[x.Index] >= x.Item.NotBefore) && links.All(link => Holds(link, way, activities)))
            .ToList();
        var end = ways.Min(way => End(way, activities));
        var best = ways.Where(way => End(way, activities) <= end).ToList();

        var timing = Schedule.Of(activities, links);

        Assert.Equal(end, timing.Max(x => x.EarlyFinish));
        for (var i = 0; i < activities.Length; i++)
        {
            Assert.Equal((ways.Min(way => way[i]), best.Max(way => way[i])), (timing[i].EarlyStart, timing[i].LateStart));
            Assert.Equal((activities[i].Duration, activities[i].Duration),
                (timing[i].EarlyFinish - timing[i].EarlyStart, timing[i].LateFinish - timing[i].LateStart));
        }
    }, iter: 300, threads: 1);

    [Fact]
    public void An_activity_slips_by_its_float_and_no_more_without_moving_the_end() => Networks(40).Sample(network =>
    {
        var (activities, links) = network;
        var timing = Schedule.Of(activities, links);
        var end = timing.Max(x => x.EarlyFinish);
        Assert.Contains(timing, x => x.TotalFloat == 0);
        for (var i = 0; i < activities.Length; i++)
        {
            Assert.Equal(end, EndWith(timing[i].LateStart));
            Assert.Equal(end + 1, EndWith(timing[i].LateStart + 1));

            int EndWith(int start) =>
                Schedule.Of([.. activities.Select((x, j) => j == i ? x with { NotBefore = start } : x)], links).Max(x => x.EarlyFinish);
        }
    }, iter: 60, threads: 1);

    // Links lead from lower to higher numbers, and the numbers are shuffled afterwards.
    private static Gen<(Activity[] Activities, Link[] Links)> Networks(int most) =>
        from count in Gen.Int[1, most]
        from activities in Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], (duration, notBefore) => new Activity(duration, notBefore)).Array[count]
        from links in Gen.Select(Gen.Int[0, count - 1], Gen.Int[0, count - 1], Kinds, Gen.Int[-2, 2], (a, b, kind, lag) =>
            new Link(Math.Min(a, b), Math.Max(a, b), kind, lag)).Array[0, 2 * count]
        from order in Gen.Shuffle(Enumerable.Range(0, count).ToArray())
        select (activities, links.Where(link => link.From != link.To)
            .Select(link => link with { From = order[link.From], To = order[link.To] }).ToArray());

    private static IEnumerable<int[]> Ways(int count, int horizon)
    {
        var ways = (int)Math.Pow(horizon, count);
        for (var way = 0; way < ways; way++)
            yield return [.. Enumerable.Range(0, count).Select(i => way / (int)Math.Pow(horizon, i) % horizon)];
    }

    private static int End(int[] starts, Activity[] activities) => starts.Zip(activities).Max(x => x.First + x.Second.Duration);

    private static bool Holds(Link link, int[] starts, Activity[] activities)
    {
        var (from, to) = (starts[link.From], starts[link.To]);
        var (fromEnd, toEnd) = (from + activities[link.From].Duration, to + activities[link.To].Duration);
        return link.Kind switch
        {
            DependencyKind.FS => to >= fromEnd + link.Lag,
            DependencyKind.SS => to >= from + link.Lag,
            DependencyKind.FF => toEnd >= fromEnd + link.Lag,
            _ => toEnd >= from + link.Lag,
        };
    }
}
