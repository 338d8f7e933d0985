using System.Diagnostics;
using Npgsql;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>How soon an order is counted, and what following the journal costs.</summary>
internal static class FollowBenchmark
{
    private const string Name = "product, one order";
    private const int Singles = 1_000;
    private const double Share = 0.8;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    // Only the statistics have everything before them: the others are where the journal ends.
    private const string Others = """
        update consumer_position c set position = (select max(position) from event e where e.partition = c.partition);
        update orleans_state s set payload = convert_to(jsonb_set(convert_from(payload, 'UTF8')::jsonb, '{position}',
            to_jsonb((select max(position) from event e where e.partition = s.id_0 + s.id_1)))::text, 'UTF8') where state_name like
              '%/checkpoint';
        delete from orleans_state where state_name like 'statistics%'
        """;

    public static async Task<int> RunAsync(Options options)
    {
        var only = options.Text("only", "delay,idle,rebuild,kinds").Split(',');
        await using var arena = await Arena.OpenAsync(options);
        var rows = new List<string[]>();
        if (only.Contains("idle"))
            rows.AddRange(await IdleAsync(options, arena));
        if (only.Contains("delay"))
            rows.AddRange(await DelayAsync(options, arena));
        if (only.Contains("rebuild"))
            rows.AddRange(await RebuildAsync(options, arena, options.Number("events", 1_000_000)));
        if (only.Contains("kinds"))
            rows.AddRange(await FollowKinds.RunAsync(options, arena, options.Number("orders", 50_000)));
        Report.Heading("Following the journal", arena,
            ["From recording to counting: by the server's own histogram, of every event; recording comes before the commit. Load: an open "
                + "loop at 80 % of the peak of a closed one."]);
        Report.Table([["", "value"], .. rows]);
        return 0;
    }

    private static async Task<List<string[]>> IdleAsync(Options options, Arena arena)
    {
        var database = await arena.CreateDatabaseAsync();
        await using var server = await Product.StartAsync(options, database, arena.WorkingDirectory);
        using var quiet = new PeriodicTimer(Quiet);
        await quiet.WaitForNextTickAsync();
        var (before, queries) = (CpuTimes.Read([server.Group, arena.Postmaster]), await TransactionsAsync(database));
        await quiet.WaitForNextTickAsync();
        var (cpu, asked) = (CpuTimes.Read([server.Group, arena.Postmaster]).Since(before), await TransactionsAsync(database) - queries);
        return
        [
            ["an idle server: CPU of the server, % of a core", Report.Text(cpu["product"] / Quiet.TotalSeconds * 100, "0.0")],
            ["an idle server: CPU of PostgreSQL, % of a core", Report.Text(cpu["postgres"] / Quiet.TotalSeconds * 100, "0.0")],
            ["an idle server: transactions a second", Report.Text(asked / Quiet.TotalSeconds, "0.0")],
        ];
    }

    private static async Task<List<string[]>> DelayAsync(Options options, Arena arena)
    {
        var probe = new MeterProbe(Path.Combine(arena.WorkingDirectory, "follow.probe"));
        var (server, token) = await arena.StartProductAsync(probe.Environment);
        var samples = Samples.Read(Repository.Data(options));
        var contestant =
            new Contestant(Name, server, arena.Submissions(Name, samples.Select(x => Product.Request(token, Product.SubmitBody(x)))));
        await arena.RunAsync(contestant, 0, options.Seconds("warm", 20));
        var peak = Report.Rate(contestant, await arena.RunAsync(contestant, 2, options.Seconds("window", 8)));
        using var api = new Api(server, token);
        for (var i = 0; i < Singles * 2; i++)
        {
            if (i == Singles)
                probe.Read();
            await api.PostAsync(Product.Endpoint,
                Product.SubmitBody(samples[i % samples.Length]
                    .Replace(RequestTemplate.Placeholder, Report.Invariant($"S-{i:000000000000}"), StringComparison.Ordinal)));
        }
        var idle = probe.Read();
        await arena.RunAsync(contestant, 0, 2, peak * Share);
        probe.Read();
        var result = await arena.RunAsync(contestant, 0, options.Seconds("window", 8), peak * Share);
        var busy = probe.Read();
        return
        [
            .. Delays("one after another", idle),
            [Report.Invariant($"load: {peak * Share:#,0} orders/s, answer, p50 and p99 ms"),
                Report.Invariant($"{result.P50:0.0}, {result.P99:0.0}")],
            .. Delays("load", busy),
            ["load: CPU s/1,000 orders, server and PostgreSQL",
                Report.Text(Report.Cpu(contestant, result, "server") + Report.Cpu(contestant, result, "postgres"), "0.000")],
        ];
    }

    private static IEnumerable<string[]> Delays(string when, Dictionary<string, double[]> histograms) =>
        from part in new[] { ("waiting for the lane", "ordergrains.journal.queue.wait"), ("commit", "ordergrains.journal.commit.duration"),
            ("recording to counting", "ordergrains.stream.delay statistics") }
        let found = histograms[part.Item2]
        select new[] { $"{when}: {part.Item1}, p50 and p99 ms", Report.Invariant($"{found[0]:0.0}, {found[1]:0.0}") };

    // Orders are multiplied in the journal itself, past the program: each copy is the first event of a stream of its own.
    private static async Task<List<string[]>> RebuildAsync(Options options, Arena arena, int events)
    {
        var (database, token) = (await arena.CreateDatabaseAsync(), await Product.TokenAsync(options, arena.WorkingDirectory));
        var samples = Samples.Read(Repository.Data(options));
        await using (var filler = await Product.StartAsync(options, database, arena.WorkingDirectory))
        {
            using var api = new Api(filler, token);
            foreach (var bulk in samples.Take(1_000)
                .Select((x, i) => x.Replace(RequestTemplate.Placeholder, Report.Invariant($"R-{i:000000000000}"), StringComparison.Ordinal))
                    .Chunk(Product.Bulk))
                await api.PostAsync(Product.Endpoint, Product.BulkBody(bulk));
        }
        await ExecuteAsync(database, Report.Invariant($"""
            insert into event
            select partition, head + row_number() over (partition by partition), md5(partition || ' ' || position || ' ' || copy)::uuid, 1,
              type, schema, command_id, recorded_at, payload, sealed, key_id, facts, fingerprint, hash
            from (select *, max(position) over (partition by partition) as head from event) e, generate_series(1, {events / 1_000}) copy
              where e.type like 'order.%'
            """));
        await ExecuteAsync(database, [Others, "analyze event", "checkpoint"]);
        var count = await ScalarAsync(database, "select count(*) from event");
        var manager = await Product.TokenAsync(options, arena.WorkingDirectory, "ORDER_MANAGER", "manager");
        await using var server = await Product.StartAsync(options, database, arena.WorkingDirectory);
        var (started, before) = (Stopwatch.GetTimestamp(), CpuTimes.Read([server.Group, arena.Postmaster]));
        using var asking = new Api(server, manager);
        using var glance = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (Product.Lag(await asking.PostAsync(Product.Endpoint, Product.StatisticsBody())) > 0)
            await glance.WaitForNextTickAsync();
        var (seconds, cpu) =
            (Stopwatch.GetElapsedTime(started).TotalSeconds, CpuTimes.Read([server.Group, arena.Postmaster]).Since(before));
        return
        [
            [Report.Invariant($"{count:#,0} events counted anew, from readiness, s"), Report.Text(seconds, "0.0")],
            ["events/s", Report.Text(count / seconds, "#,0")],
            ["CPU of the server and PostgreSQL, s", Report.Invariant($"{cpu["product"]:0.0}, {cpu["postgres"]:0.0}")],
        ];
    }

    private static Task<long> TransactionsAsync(string database) =>
        ScalarAsync(database, "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()");

    private static async Task<long> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!; // Each answers a number.
    }

    private static async Task ExecuteAsync(string database, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync();
        }
    }
}
