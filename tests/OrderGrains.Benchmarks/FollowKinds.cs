using Npgsql;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>
/// What each kind of consumer costs. A journal of orders that nobody has followed yet is copied for each, the others are set to its end,
/// and the kind works it off alone. The first half warms the server, the second is measured.
/// </summary>
internal static class FollowKinds
{
    private const string Applied = "ordergrains.stream.events ";
    private const int First = 2_000;
    private static readonly string[] Kinds = ["statistics", "feedback", "teams", "customers", "deadlines", "search"];
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    // Where a kind stores how far it is: consumers with tables in one of their own, the others among the states of grains.
    private const string Heads = """
        with head as (select partition, max(position) as position from event group by partition),
        grain as (select s.*, id_0 + id_1 as partition, case when state_name = 'customers/checkpoint' then 'customers' when state_name =
          'statistics' then 'statistics' else 'teams' end as kind
          from orleans_state s where state_name in ('customers/checkpoint', 'assignment-relay/checkpoint', 'statistics'))
        """;
    private const string OthersAtTheEnd = Heads + """
        , tables as (update consumer_position c set position = h.position from head h where h.partition = c.partition and split_part(c.kind,
          '/', 1) <> $1)
        update orleans_state s set payload = convert_to(jsonb_set(convert_from(s.payload, 'UTF8')::jsonb, '{position}',
          to_jsonb(h.position))::text, 'UTF8')
        from grain g join head h on h.partition = g.partition
        where s.state_name = g.state_name and s.id_0 = g.id_0 and s.id_1 = g.id_1 and s.id_text = g.id_text and s.service_id = g.service_id
          and g.kind <> $1
        """;
    // They keep up with any load, so that nothing is left to them.
    private const string CountedAnew = "delete from orleans_state where $1 = 'statistics' and state_name like 'statistics%'";
    private const string Left = Heads + """
        select sum(h.position - coalesce(c.position, (convert_from(g.payload, 'UTF8')::jsonb ->> 'position')::bigint, 0))::bigint
        from head h left join consumer_position c on c.partition = h.partition and split_part(c.kind, '/', 1) = $1 left join grain g on
          g.partition = h.partition and g.kind = $1
        """;

    public static async Task<List<string[]>> RunAsync(Options options, Arena arena, int orders)
    {
        var database = await arena.CreateDatabaseAsync();
        await FillAsync(options, arena, database, First, isFollowed: true);             // so that each kind has stored how far it is
        await FillAsync(options, arena, database, orders, isFollowed: false);
        var rows = new List<string[]>();
        foreach (var kind in Kinds)
        {
            var copy = await arena.CopyDatabaseAsync(database);
            await ExecuteAsync(copy, OthersAtTheEnd, kind);
            await ExecuteAsync(copy, CountedAnew, kind);
            var events = (long)(await ScalarAsync(copy, Left, kind))!; // Sums are null only of nothing, and there are heads.
            var (server, postgres) = await WorkOffAsync(options, arena, copy, kind, events);
            rows.Add([Report.Invariant($"{kind}, {events:#,0} events: CPU s/1,000 of the server and PostgreSQL"),
                Report.Invariant($"{server * 1000:0.000}, {postgres * 1000:0.000}")]);
        }
        return rows;
    }

    private static async Task FillAsync(Options options, Arena arena, string database, int orders, bool isFollowed)
    {
        var probe = new MeterProbe(Path.Combine(arena.WorkingDirectory, isFollowed ? "first.probe" : "fill.probe"));
        var token = await Product.TokenAsync(options, arena.WorkingDirectory);
        await using var server = await Product.StartAsync(options, database, arena.WorkingDirectory, probe.Environment);
        using var api = new Api(server, token);
        var samples = Samples.Read(Repository.Data(options));
        var name = isFollowed ? "K" : "L";
        var bulks = Enumerable.Range(0, orders)
            .Select(i =>
                samples[i % samples.Length]
                    .Replace(Load.RequestTemplate.Placeholder, Report.Invariant($"{name}-{i:000000000000}"), StringComparison.Ordinal))
                        .Chunk(Product.Bulk);
        await Parallel.ForEachAsync(bulks, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (bulk, _) =>
            await api.PostAsync(Product.Endpoint, Product.BulkBody(bulk)));
        if (isFollowed)
        {
            var applied = Kinds.ToDictionary(kind => kind, _ => 0.0);
            while (applied.Values.Any(events => events < First))
                await AddAsync(probe, applied);
        }
    }

    private static async Task<(double Server, double Postgres)> WorkOffAsync(
        Options options, Arena arena, string database, string kind, long events)
    {
        var probe = new MeterProbe(Path.Combine(arena.WorkingDirectory, $"{kind}.probe"));
        await using var server = await Product.StartAsync(options, database, arena.WorkingDirectory, probe.Environment);
        var applied = new Dictionary<string, double> { [kind] = 0 };
        while (applied[kind] < events / 2)
            await AddAsync(probe, applied);
        var (from, before) = (applied[kind], CpuTimes.Read([server.Group, arena.Postmaster]));
        while (applied[kind] < events)
            await AddAsync(probe, applied);
        var cpu = CpuTimes.Read([server.Group, arena.Postmaster]).Since(before);
        return (cpu["product"] / (applied[kind] - from), cpu["postgres"] / (applied[kind] - from));
    }

    private static async Task AddAsync(MeterProbe probe, Dictionary<string, double> applied)
    {
        await Task.Delay(Glance, TimeProvider.System);
        var read = probe.Read();
        foreach (var kind in applied.Keys)
            applied[kind] += read.TryGetValue(Applied + kind, out var events) ? events[0] : 0;
    }

    private static Task<object?> ScalarAsync(string database, string sql, string kind) =>
        RunAsync(database, sql, kind, command => command.ExecuteScalarAsync());

    private static Task<int> ExecuteAsync(string database, string sql, string kind) =>
        RunAsync(database, sql, kind, command => command.ExecuteNonQueryAsync());

    private static async Task<T> RunAsync<T>(string database, string sql, string kind, Func<NpgsqlCommand, Task<T>> run)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600, Parameters = { new() { Value = kind } } };
        return await run(command);
    }
}
