using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>Submissions over HTTP to one, two and three servers of one cluster, by turns: what it costs that there are several.</summary>
internal static class ClusterBenchmark
{
    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var token = await Product.TokenAsync(options, arena.WorkingDirectory);
        var submissions = Samples.Read(Repository.Data(options)).Select(x => Product.Request(token, Product.SubmitBody(x))).ToList();
        var contestants = new List<Contestant>();
        for (var servers = 1; servers <= 3; servers++)
        {
            var name = servers == 1 ? "one server" : $"{servers} servers";
            var database = await arena.CreateDatabaseAsync();
            var first = await arena.StartProductAsync(database);
            var others = new List<ServerProcess>();
            while (others.Count < servers - 1)
                others.Add(await arena.StartProductAsync(database));
            contestants.Add(new(name, first, arena.Submissions(name, submissions)) { Others = others });
        }
        await arena.RunByTurnsAsync(contestants);
        Report.Heading("Submissions to several servers", arena,
            [Report.Turns(arena, options),
                "One order of about 1.6 KB a request. All share two cores with PostgreSQL and the load generator; the idle servers of the "
                    + "other rows run too."]);
        Report.Closed(contestants, "orders");
        Report.Table(
        [
            ["to one server, window by window", "orders/s"],
            .. contestants.Skip(1)
                .Select(x =>
                    new[] { x.Name,
                        Report.Spread(
                            x.Windows.Zip(contestants[0].Windows, (a, b) => Report.Rate(x, a) / Report.Rate(contestants[0], b)), "0.00") }),
        ]);
        return contestants.Sum(x => x.Windows.Sum(w => w.Failures)) == 0 ? 0 : 1;
    }
}
