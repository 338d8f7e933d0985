using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>Submissions while <c>verify</c> reads the whole journal beside the server, by turns with submissions alone, on
/// PostgreSQL.</summary>
internal static class VerifyBenchmark
{
    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var samples = Samples.Read(Repository.Data(options));
        var database = await arena.CreateDatabaseAsync();
        var token = await Product.TokenAsync(options, arena.WorkingDirectory);
        await using var server = await Product.StartAsync(options, database, arena.WorkingDirectory);
        var requests = arena.Submissions("verify", samples.Select(x => Product.Request(token, Product.SubmitBody(x))));
        Contestant alone = new("submissions alone", server, requests), beside = new("submissions beside verify", server, requests);
        await arena.RunAsync(alone, 0, options.Seconds("warm", 20));
        var runs = 0;
        for (var round = 0; round < options.Number("windows", 4); round++)
        {
            alone.Windows.Add(await arena.RunAsync(alone, 1, options.Seconds("window", 8)));
            using var ended = new CancellationTokenSource();
            var verifying = VerifyAsync(ended.Token);
            beside.Windows.Add(await arena.RunAsync(beside, 1, options.Seconds("window", 8)));
            await ended.CancelAsync();
            runs += await verifying;
        }
        Report.Heading("Submissions while the journal is verified", arena,
            [Report.Turns(arena, options),
                Report.Invariant(
                    $"verify was run again and again beside the server, {runs} times in all; the journal had "
                        + $"{requests.FirstReference + alone.Windows.Sum(x => x.References) + beside.Windows.Sum(x => x.References):#,0} "
                            + $"events and more at the end.")]);
        Report.Closed([alone, beside], "orders");
        Report.Table(
        [
            ["window by window", "orders/s"],
            ["beside verify, to alone",
                Report.Spread(beside.Windows.Zip(alone.Windows, (b, a) => Report.Rate(beside, b) / Report.Rate(alone, a)), "0.00")],
        ]);
        return 0;

        async Task<int> VerifyAsync(CancellationToken end)
        {
            for (var run = 0; ; run++)
            {
                if (end.IsCancellationRequested)
                    return run;
                await Product.VerifyAsync(options, database, arena.WorkingDirectory);
            }
        }
    }
}
