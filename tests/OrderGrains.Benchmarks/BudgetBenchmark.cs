using OrderGrains.Benchmarks.Baseline;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>Where the CPU of a submission goes: requests that go one step further each, and the differences between them.</summary>
internal static class BudgetBenchmark
{
    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var samples = Samples.Read(Repository.Data(options));
        var token = BaselineServer.Token();
        var baseline = await arena.StartBaselineAsync();
        Contestant Step(string name, ServerProcess server, IEnumerable<RequestTemplate> requests, string expected) =>
            new(name, server, arena.Render(name, requests, expected, expected.Length == 0 ? 0 : 1, Product.Error));
        List<Contestant> steps =
        [
            Step("empty endpoint", baseline, samples.Select(x => RequestTemplate.Post("/empty", token, x)), ""),
            Step("empty endpoint with bearer check", baseline, samples.Select(x => RequestTemplate.Post("/empty-authorized", token, x)),
                ""),
            Step("baseline, parsed and checked only", baseline, samples.Select(x => RequestTemplate.Post("/orders/check", token, x)),
                Product.Number),
            Step("baseline, submission", baseline, samples.Select(x => RequestTemplate.Post("/orders", token, x)), Product.Number),
        ];
        if (options.Text("only", "") != "baseline")
        {
            var (product, platform) = await arena.StartProductAsync();
            steps.Add(Step("product, __typename beside an order", product,
                samples.Select(x => Product.Request(platform, Product.TypenameBody(x))), "__typename"));
            steps.Add(Step(
                "product, submission", product, samples.Select(x => Product.Request(platform, Product.SubmitBody(x))), Product.Number));
        }
        await arena.RunByTurnsAsync(steps);
        Report.Heading("Where a submission's CPU goes", arena,
            [Report.Turns(arena, options),
                "Each part is the difference between two requests of which one goes a step further; all at full load."]);
        Report.Closed(steps, "requests");
        Print(steps, options.Text("only", "") == "baseline" ? double.NaN : await DecisionCost.MeasureAsync(samples));
        return steps.Sum(x => x.Windows.Sum(w => w.Failures)) == 0 ? 0 : 1;
    }

    private static void Print(List<Contestant> steps, double decision)
    {
        double Server(int step) =>
            step < steps.Count ? Report.Median(steps[step].Windows.Select(x => Report.Cpu(steps[step], x, "server"))) : double.NaN;
        double Database(int step) =>
            step < steps.Count ? Report.Median(steps[step].Windows.Select(x => Report.Cpu(steps[step], x, "postgres"))) : double.NaN;
        (string Part, double Product, double Baseline)[] parts =
        [
            ("HTTP, with a body of 1.6 KB", Server(0), Server(0)),
            ("bearer check (as the baseline does it)", Server(1) - Server(0), Server(1) - Server(0)),
            ("GraphQL, cached document; reading the variables (and the product's own bearer check, less the baseline's)",
                Server(4) - Server(1), 0),
            ("fingerprint, checks, decision, event, encryption, hash, row (the baseline: JSON, the same checks)", decision,
                Server(2) - Server(1)),
            ("number, lane, Npgsql, the answer, what follows the journal (the baseline: Npgsql)", Server(5) - Server(4) - decision,
                Server(3) - Server(2)),
            ("PostgreSQL", Database(5), Database(3)),
        ];
        static string Text(double value) => double.IsNaN(value) ? "–" : Report.Text(value, "0.000");
        Report.Table(
        [
            ["CPU seconds for 1,000 submissions", "product", "baseline"],
            .. parts.Select(x => new[] { x.Part, Text(x.Product), Text(x.Baseline) }),
            ["the whole submission, as measured", Text(parts.Sum(x => x.Product)), Text(parts.Sum(x => x.Baseline))],
        ]);
    }
}
