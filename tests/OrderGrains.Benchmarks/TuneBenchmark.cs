using OrderGrains.Benchmarks.Baseline;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>The baseline beside itself, run in different ways: the bar is the best of them.</summary>
internal static class TuneBenchmark
{
    private const string Ways = "--pool 8|--pool 16|--pool 32|--multiplexing off --pool 16|--multiplexing off --pool 32|--multiplexing off --pool 64";

    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var samples = Samples.Read(Repository.Data(options));
        var token = BaselineServer.Token();
        var requests = samples.Select(x => RequestTemplate.Post("/orders", token, x)).ToArray();
        List<Contestant> contestants = [];
        foreach (var way in options.Text("ways", Ways).Split('|'))
            contestants.Add(new(way, await arena.StartBaselineAsync(way), arena.Submissions($"way {contestants.Count}", requests)));
        await arena.RunByTurnsAsync(contestants);
        Report.Heading("The baseline, tuned", arena, [Report.Turns(arena, options)]);
        Report.Closed(contestants, "orders");
        return contestants.Sum(x => x.Windows.Sum(w => w.Failures)) == 0 ? 0 : 1;
    }
}
