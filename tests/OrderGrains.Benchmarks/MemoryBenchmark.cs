using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>The server's start, its memory when nothing happens, and what an order costs that is awake.</summary>
internal static class MemoryBenchmark
{
    private const int Starts = 5;
    private const int Parallel = 32;
    private const int First = 100;                                      // these pay for what is compiled and cached once
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(Options options)
    {
        var orders = options.Number("orders", 10_000);
        await using var arena = await Arena.OpenAsync(options);
        var database = await arena.CreateDatabaseAsync();
        var token = await Product.TokenAsync(options, arena.WorkingDirectory);
        var starts = new List<TimeSpan>();
        for (var i = 0; i < Starts; i++)
            await using (var server = await Product.StartAsync(options, database, arena.WorkingDirectory))
                starts.Add(server.StartToReady);
        var idle = await IdleAsync(options, arena, database);
        var ids = await FillAsync(options, arena, database, token, orders);
        var (before, after) = await ActivateAsync(options, arena, database, ids);
        Report.Heading("Start and memory", arena,
            [Report.Invariant(
                $"PostgreSQL. Activation: {orders:#,0} orders are each sent a command by a freshly started server; the difference, after a "
                    + $"full collection on either side.")]);
        Report.Table(
        [
            ["", "value"],
            ["start to ready, empty database, ms", Report.Text(starts[0].TotalMilliseconds, "#,0")],
            [$"start to ready, {Starts - 1} more starts, ms", Report.Spread(starts.Skip(1).Select(x => x.TotalMilliseconds), "#,0")],
            ["idle for 30 s: resident, MB", Megabytes(idle.Resident)],
            ["idle for 30 s: managed heap, MB", Megabytes(idle.Heap)],
            ["idle for 30 s: managed heap after a full collection, MB", Megabytes(idle.Live)],
            ["an order awake: managed heap, KB", Report.Text((after.Live - before.Live) / 1024.0 / (orders - First), "0.0")],
            ["an order awake: resident, KB", Report.Text((after.ResidentAfter - before.ResidentAfter) / 1024.0 / (orders - First), "0.0")],
        ]);
        return 0;
    }

    private static async Task<MemoryUse> IdleAsync(Options options, Arena arena, string database)
    {
        var probe = new HeapProbe(Path.Combine(arena.WorkingDirectory, "idle.probe"));
        await using var server = await Product.StartAsync(options, database, arena.WorkingDirectory, probe.Environment);
        using var quiet = new PeriodicTimer(Quiet);
        await quiet.WaitForNextTickAsync();
        return probe.Read(server);
    }

    private static async Task<List<string>> FillAsync(Options options, Arena arena, string database, string token, int orders)
    {
        var samples = Samples.Read(Repository.Data(options));
        await using var server = await Product.StartAsync(options, database, arena.WorkingDirectory);
        using var api = new Api(server, token);
        var ids = new List<string>();
        while (ids.Count < orders)
        {
            var bulk = Enumerable.Range(ids.Count, Math.Min(Product.Bulk, orders - ids.Count))
                .Select(i => samples[i % samples.Length]
                    .Replace(RequestTemplate.Placeholder, Report.Invariant($"M-{i:000000000000}"), StringComparison.Ordinal));
            var answer = await api.PostAsync(Product.Endpoint, Product.BulkBody(bulk));
            ids.AddRange(Product.BulkIds(answer));
        }
        return ids;
    }

    private static async Task<(MemoryUse Before, MemoryUse After)> ActivateAsync(
        Options options, Arena arena, string database, List<string> ids)
    {
        var token = await Product.TokenAsync(options, arena.WorkingDirectory, "ORDER_REVIEWER", "reviewer");
        var probe = new HeapProbe(Path.Combine(arena.WorkingDirectory, "active.probe"));
        await using var server = await Product.StartAsync(options, database, arena.WorkingDirectory, probe.Environment);
        using var api = new Api(server, token);
        await ClaimAsync(api, ids.Take(First));
        var before = probe.Read(server);
        await ClaimAsync(api, ids.Skip(First));
        return (before, probe.Read(server));
    }

    private static Task ClaimAsync(Api api, IEnumerable<string> ids) =>
        System.Threading.Tasks.Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (id, _) =>
        {
            var answer = (await api.PostAsync(Product.Endpoint, Product.ReviewClaimBody(id))).ToJsonString();
            if (answer.Contains(Product.Error, StringComparison.Ordinal))
                throw new InvalidOperationException($"The review cannot be claimed: {answer}");
        });

    private static string Megabytes(long bytes) => Report.Text(bytes / 1048576.0, "0.0");
}
