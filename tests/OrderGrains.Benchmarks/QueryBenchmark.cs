using OrderGrains.Benchmarks.Baseline;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>Reading: one order by its id, and a page of 50 orders with ten fields, each beside the baseline's; the product in different ways (<c>--product</c>, as for tuning).</summary>
internal static class QueryBenchmark
{
    private const double FillSeconds = 5;
    private const int Pages = 20;
    private const int PageSize = 50;

    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var samples = Samples.Read(Repository.Data(options));
        var only = options.Text("only", "product,baseline").Split(',');
        List<Contestant> contestants = [];
        foreach (var (way, settings) in only.Contains("product") ? Product.Ways(options.Text("product", "")) : [])
            contestants.AddRange(await ProductAsync(arena, samples, way.Length == 0 ? "product" : way, settings));
        if (only.Contains("baseline"))
            contestants.AddRange(await BaselineAsync(arena, samples));
        await arena.RunByTurnsAsync(contestants);
        Report.Heading("Reading over HTTP", arena, [Report.Turns(arena, options)]);
        Report.Closed(contestants, "answers");
        return contestants.Sum(x => x.Windows.Sum(w => w.Failures)) == 0 ? 0 : 1;
    }

    private static async Task<List<Contestant>> ProductAsync(Arena arena, string[] samples, string product, Dictionary<string, string> settings)
    {
        var (server, token) = await arena.StartProductAsync(settings);
        await arena.RunAsync(new("filling the product", server, arena.Submissions($"fill {server.Port}", samples.Select(x => Product.Request(token, Product.SubmitBody(x))))), 0, FillSeconds);
        using var api = new Api(server, token);
        List<string> ids = [];
        List<string?> cursors = [null];
        for (var i = 0; i < Pages; i++)
        {
            var page = await api.PostAsync(Product.Endpoint, Product.PageBody(cursors[^1]));
            ids.AddRange(Product.Ids(page));
            cursors.Add(Product.After(page));
        }
        Contestant Of(string name, IEnumerable<string> bodies, int times) =>
            new($"{product}, {name}", server, arena.Render($"{name} {server.Port}", bodies.Select(x => Product.Request(token, x)), Product.RevisionField, times, Product.Error));
        return
        [
            Of("order(id), ten fields", ids.Select(Product.OrderBody), 1),
            Of("order(id), whole", ids.Select(Product.WholeOrderBody), 1),
            Of("page of 50", cursors.SkipLast(1).Select(Product.PageBody), PageSize),
        ];
    }

    private static async Task<List<Contestant>> BaselineAsync(Arena arena, string[] samples)
    {
        var server = await arena.StartBaselineAsync();
        var token = BaselineServer.Token();
        await arena.RunAsync(new("filling the baseline", server, arena.Submissions("fill-baseline", samples.Select(x => RequestTemplate.Post("/orders", token, x)))), 0, FillSeconds);
        using var api = new Api(server, token);
        List<long> ids = [];
        List<long> cursors = [long.MaxValue];
        for (var i = 0; i < Pages; i++)
        {
            var page = await api.GetAsync($"/orders?limit={PageSize}&after={cursors[^1]}");
            ids.AddRange(page["orders"]!.AsArray().Select(x => (long)x!["id"]!));
            cursors.Add((long)page["next"]!);
        }
        Contestant Of(string name, IEnumerable<string> paths, int times) =>
            new(name, server, arena.Render(name, paths.Select(x => RequestTemplate.Get(x, token)), Product.RevisionField, times, Product.Error));
        return
        [
            Of("baseline, order by id, whole", ids.Select(x => $"/orders/{x}"), 1),
            Of("baseline, page of 50", cursors.SkipLast(1).Select(x => $"/orders?limit={PageSize}&after={x}"), PageSize),
        ];
    }
}
