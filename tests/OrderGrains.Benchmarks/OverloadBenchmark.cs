using System.Globalization;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>Submissions at a fixed rate, up to several times what the product can do: what it still carries out, and how soon it refuses
/// the rest.</summary>
internal static class OverloadBenchmark
{
    private const int Connections = 1_000;

    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var samples = Samples.Read(Repository.Data(options));
        var (server, token) = await arena.StartProductAsync();
        var contestant = new Contestant("product, one order", server,
            arena.Submissions("overload", samples.Select(x => Product.Request(token, Product.SubmitBody(x)))));
        await arena.RunAsync(contestant, 0, options.Seconds("warm", 20), isOverload: true);
        for (var i = 0; i < options.Number("windows", 3); i++)
            contestant.Windows.Add(await arena.RunAsync(contestant, 1, options.Seconds("window", 6), isOverload: true));
        var peak = Report.Median(contestant.Windows.Select(x => Report.Rate(contestant, x)));
        List<(double Rate, LoadResult Result, long Memory)> results = [];
        foreach (var rate in options.Text("rates", "0.8,1,2,4,0.8").Split(',').Select(x => double.Parse(x, CultureInfo.InvariantCulture)))
        {
            var result =
                await arena.RunAsync(contestant, 2, options.Seconds("window", 6), Math.Round(peak * rate), Connections, isOverload: true);
            results.Add((rate, result, CpuTimes.ResidentBytes(server.Id)));
        }
        Report.Heading("Overload", arena,
        [
            Report.Invariant(
                $"Peak: {peak:#,0} orders/s, {arena.Clients} clients in a closed loop, median of {contestant.Windows.Count} windows. Then "
                    + $"an open loop with up to {Connections:#,0} connections, one rate after the other, latency from the moment when a "
                        + $"request was due."),
        ]);
        Print(peak, results);
        return results.Sum(x => x.Result.Failures) == 0 ? 0 : 1;
    }

    private static void Print(double peak, List<(double Rate, LoadResult Result, long Memory)> results) => Report.Table(
    [
        ["offered, to the peak", "offered/s", "carried out/s", "to the peak", "p50 ms", "p99 ms", "refused/s", "refusal p50 ms", "p99 ms",
            "server CPU s/s", "load generator", "server RSS MB", "failures"],
        .. results.Select(x => new[]
        {
            Report.Text(x.Rate, "0.0"), Report.Text(x.Rate * peak, "#,0"), Report.Text(x.Result.Requests / x.Result.Seconds, "#,0"),
            Report.Text(x.Result.Requests / x.Result.Seconds / peak, "0.00"),
            Report.Text(x.Result.P50, "0.0"), Report.Text(x.Result.P99, "0.0"), Report.Text(x.Result.Refused / x.Result.Seconds, "#,0"),
            Report.Text(x.Result.RefusedP50, "0.0"), Report.Text(x.Result.RefusedP99, "0.0"),
            Report.Text(x.Result.Cpu["server"] / x.Result.Seconds, "0.00"),
            Report.Text(x.Result.Cpu["load"] / x.Result.Seconds, "0.00"), Report.Text(x.Memory / 1048576.0, "0"), $"{x.Result.Failures}",
        }),
    ]);
}
