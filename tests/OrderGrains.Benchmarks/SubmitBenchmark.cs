using OrderGrains.Benchmarks.Baseline;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>Submissions over HTTP: the product beside the baseline, by turns, on one PostgreSQL with its default durability.</summary>
internal static class SubmitBenchmark
{
    private const string ProductName = "product, one order";
    private const string BulkName = "product, bulk of 100";
    private const string BaselineName = "baseline, one order";
    private const string PooledName = "baseline without multiplexing";

    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var contestants = await ContestantsAsync(arena, options);
        await arena.RunByTurnsAsync(contestants);
        var open = await OpenLoopAsync(arena, options, contestants);
        Print(arena, options, contestants, open);
        return contestants.Sum(x => x.Windows.Sum(w => w.Failures)) == 0 ? 0 : 1;
    }

    private static async Task<List<Contestant>> ContestantsAsync(Arena arena, Options options)
    {
        var only = options.Text("only", "product,bulk,baseline,pooled,empty").Split(',');
        var samples = Samples.Read(Repository.Data(options));
        var contestants = new List<Contestant>();
        var baselineToken = BaselineServer.Token();
        // Each on a database of its own: what one has written is no burden to the other.
        if (only.Contains("product"))
        {
            var (server, token) = await arena.StartProductAsync();
            contestants.Add(new(
                ProductName, server, arena.Submissions(ProductName, samples.Select(x => Product.Request(token, Product.SubmitBody(x))))));
        }
        if (only.Contains("bulk"))
        {
            var (server, token) = await arena.StartProductAsync();
            var bulks = samples.Chunk(Product.Bulk).Where(x => x.Length == Product.Bulk)
                .Select(x => Product.Request(token, Product.BulkBody(x)));
            contestants.Add(
                new(BulkName, server, arena.Render(BulkName, bulks, Product.Number, Product.Bulk, Product.Error), Product.Bulk));
        }
        if (only.Contains("pooled"))
            contestants.Add(Baseline(PooledName, await arena.StartBaselineAsync("--multiplexing off --pool 32")));
        if (only.Intersect(["baseline", "check", "empty"]).Any())
        {
            var server = await arena.StartBaselineAsync();
            if (only.Contains("baseline"))
                contestants.Add(Baseline(BaselineName, server));
            if (only.Contains("check"))
                contestants.Add(
                    new("baseline, checked only", server,
                        arena.Render("checked", samples.Select(x => RequestTemplate.Post("/orders/check", baselineToken, x)),
                            Product.Number, 1, Product.Error)));
            if (only.Contains("empty"))
                foreach (var (name, path) in new[] { ("empty endpoint", "/empty"),
                    ("empty endpoint with bearer check", "/empty-authorized") })
                    contestants.Add(new(
                        name, server, arena.Render(name, samples.Select(x => RequestTemplate.Post(path, baselineToken, x)), "", 0, null)));
        }
        return contestants;

        Contestant Baseline(string name, ServerProcess server) =>
            new(name, server,
                arena.Render(
                    name, samples.Select(x => RequestTemplate.Post("/orders", baselineToken, x)), Product.Number, 1, Product.Error));
    }

    // Half of the baseline's peak for both, twice each, by turns.
    private static async Task<List<(Contestant Contestant, double Rate, LoadResult Result)>> OpenLoopAsync(
        Arena arena, Options options, List<Contestant> contestants)
    {
        var results = new List<(Contestant, double, LoadResult)>();
        if (contestants.Find(x => x.Name == BaselineName) is not { } baseline)
            return results;
        var rate = Math.Round(Report.Median(baseline.Windows.Select(x => Report.Rate(baseline, x))) / 2);
        for (var round = 0; round < 2; round++)
            foreach (var contestant in contestants.Where(x => x.Name is ProductName or BaselineName))
                results.Add((contestant, rate, await arena.RunAsync(contestant, 2, options.Seconds("window", 8) * 2, rate)));
        return results;
    }

    private static void Print(
        Arena arena, Options options, List<Contestant> contestants, List<(Contestant Contestant, double Rate, LoadResult Result)> open)
    {
        Report.Heading(
            "Submissions over HTTP", arena, [Report.Turns(arena, options), "One order of about 1.6 KB a request, or a hundred in a bulk."]);
        Report.Closed(contestants, "orders");
        Ratios(contestants);
        if (open.Count == 0)
            return;
        Console.WriteLine(Report.Invariant(
            $"Open loop, {open[0].Rate:#,0} requests/s (half of the baseline's peak), latency from the moment when a request was due:"));
        Console.WriteLine();
        Report.Table(
        [
            ["", "orders/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "CPU s/1,000"],
            .. open.Select(x => new[]
            {
                x.Contestant.Name, Report.Text(Report.Rate(x.Contestant, x.Result), "#,0"), Report.Text(x.Result.P50, "0.00"),
                Report.Text(x.Result.P90, "0.00"), Report.Text(x.Result.P99, "0.00"),
                Report.Text(x.Result.P999, "0.0"),
                Report.Text(Report.Cpu(x.Contestant, x.Result, "server") + Report.Cpu(x.Contestant, x.Result, "postgres"), "0.000"),
            }),
        ]);
    }

    private static void Ratios(List<Contestant> contestants)
    {
        string[][] ratios = [..
            from baseline in contestants.Where(x => x.Name is BaselineName or PooledName)
            from product in contestants.Where(x => x.Name is ProductName or BulkName)
            let windows = product.Windows.Zip(baseline.Windows)
            select new[]
            {
                Report.Invariant($"{product.Name}, to the {baseline.Name}"),
                Report.Spread(windows.Select(x => Report.Rate(product, x.First) / Report.Rate(baseline, x.Second)), "0.00"),
                Report.Spread(windows.Select(x => Total(product, x.First) / Total(baseline, x.Second)), "0.00"),
            }];
        if (ratios.Length > 0)
            Report.Table([["window by window", "orders/s", "CPU"], .. ratios]);
    }

    private static double Total(Contestant contestant, LoadResult window) =>
        Report.Cpu(contestant, window, "server") + Report.Cpu(contestant, window, "postgres");
}
