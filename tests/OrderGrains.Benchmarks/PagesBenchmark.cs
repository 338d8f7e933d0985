using System.Diagnostics;
using Npgsql;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>A page of 50 orders with ten fields, the first and a late one, among few orders and among very many. A thousand orders are
/// submitted; the many are rows copied from theirs under other ids, numbers and times: lists read nothing else.</summary>
internal static class PagesBenchmark
{
    private const int Few = 1_000;
    private const int LatePage = 1_000;

    private const string Copy = """
        insert into order_row (stream, version, status, number, platform, customer_id, created_at, updated_at, card)
        select md5(o.stream::text || i)::uuid, o.version,
          (array['RECEIVED','UNDER_REVIEW','CORRECTION','VERIFIED','VERIFIED','VERIFIED','REJECTED','CANCELLED'])[1 + (i + o.n) % 8],
          'SO-2025-' || lpad((i * @few + o.n)::text, 8, '0'), o.platform, md5(o.customer_id::text || i % 50)::uuid, o.created_at - i *
            interval '7 minutes', o.updated_at - i * interval '5 minutes', o.card
        from (select *, row_number() over (order by stream)::int n from order_row) o cross join generate_series(1, @times) i
        """;

    public static async Task<int> RunAsync(Options options)
    {
        var many = options.Number("orders", 1_000_000);
        await using var arena = await Arena.OpenAsync(options);
        var samples = Samples.Read(Repository.Data(options));
        var database = await arena.CreateDatabaseAsync();
        var server = await arena.StartProductAsync(database);
        var platform = await Product.TokenAsync(options, arena.WorkingDirectory);
        var manager = await Product.TokenAsync(options, arena.WorkingDirectory, "ORDER_MANAGER");
        await FillAsync(server, platform, samples);
        List<Contestant> contestants = [.. await MeasureAsync(arena, options, server, $"{Few:#,0} orders", manager, platform)];
        var started = Stopwatch.GetTimestamp();
        await MultiplyAsync(database, many / Few - 1);
        var seeding = Stopwatch.GetElapsedTime(started);
        contestants.AddRange(await MeasureAsync(arena, options, server, $"{many:#,0} orders", manager, platform));
        Report.Heading("Pages of orders", arena,
            [Report.Invariant(
                $"A page of 50 with ten fields; 4 clients in a closed loop, {options.Seconds("warm", 5)} s warm, then "
                    + $"{options.Seconds("window", 5)} s. The late page is the {LatePage:#,0}th, among few orders the last. Seeding took "
                        + $"{seeding.TotalSeconds:0} s.")]);
        Report.Closed(contestants, "pages");
        return contestants.Sum(x => x.Windows.Sum(w => w.Failures)) == 0 ? 0 : 1;
    }

    private static async Task FillAsync(ServerProcess server, string token, string[] samples)
    {
        using var api = new Api(server, token);
        foreach (var (index, bulk) in samples.Take(Few).Chunk(Product.Bulk).Index())
            await api.PostAsync(Product.Endpoint,
                Product.BulkBody(bulk.Select((order, i) =>
                    order.Replace(RequestTemplate.Placeholder, $"B-{index * Product.Bulk + i:000000000000}", StringComparison.Ordinal))));
    }

    private static async Task MultiplyAsync(string database, int times)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Command Timeout=180");
        await using var copy = source.CreateCommand(Copy);
        copy.Parameters.AddWithValue("few", Few);
        copy.Parameters.AddWithValue("times", times);
        await copy.ExecuteNonQueryAsync();
        await using var vacuum = source.CreateCommand("vacuum analyze order_row");
        await vacuum.ExecuteNonQueryAsync();
    }

    private static async Task<List<Contestant>> MeasureAsync(
        Arena arena, Options options, ServerProcess server, string size, params string[] tokens)
    {
        List<Contestant> contestants = [];
        foreach (var (token, who) in tokens.Zip((string[])["manager", "platforms"]))
        {
            using var api = new Api(server, token);
            string? late = null;
            for (var (page, next) = (1, (string?)null); page < LatePage; page++)
            {
                var answer = await api.PostAsync(Product.Endpoint, Product.PageBody(next));
                if (!(bool)answer["data"]!["orders"]!["pageInfo"]!["hasNextPage"]!)
                    break;
                (late, next) = (page == LatePage - 1 ? Product.After(answer) : next, Product.After(answer));
            }
            foreach (var (name, cursor) in new[] { ("first page", null), ("late page", late) })
            {
                var title = $"{size}, {who}, {name}";
                var contestant = new Contestant(title, server,
                    arena.Render(title, [Product.Request(token, Product.PageBody(cursor))], Product.RevisionField, 50, Product.Error));
                await arena.RunAsync(contestant, 0, options.Seconds("warm", 5), clients: 4);
                contestant.Windows.Add(await arena.RunAsync(contestant, 1, options.Seconds("window", 5), clients: 4));
                contestants.Add(contestant);
            }
        }
        return contestants;
    }
}
