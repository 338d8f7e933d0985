using OrderGrains.Benchmarks.Baseline;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>A server beside itself, run in different ways. The baseline: the bar is the best of its ways. The product (<c>--product
/// "NAME=VALUE …|…"</c>): environment variables, and <c>server=PATH</c> for another build.</summary>
internal static class TuneBenchmark
{
    private const string Ways =
        "--pool 8|--pool 16|--pool 32|--multiplexing off --pool 16|--multiplexing off --pool 32|--multiplexing off --pool 64";

    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var samples = Samples.Read(Repository.Data(options));
        var contestants = options.Flag("product") ? await ProductsAsync(arena, options, samples)
            : await BaselinesAsync(arena, options, samples);
        await arena.RunByTurnsAsync(contestants);
        Report.Heading(options.Flag("product") ? "The product, tuned" : "The baseline, tuned", arena, [Report.Turns(arena, options)]);
        Report.Closed(contestants, "orders");
        return contestants.Sum(x => x.Windows.Sum(w => w.Failures)) == 0 ? 0 : 1;
    }

    private static async Task<List<Contestant>> BaselinesAsync(Arena arena, Options options, IReadOnlyList<string> samples)
    {
        var token = BaselineServer.Token();
        var requests = samples.Select(x => RequestTemplate.Post("/orders", token, x)).ToArray();
        List<Contestant> contestants = [];
        foreach (var way in options.Text("ways", Ways).Split('|'))
            contestants.Add(new(way, await arena.StartBaselineAsync(way), arena.Submissions($"way {contestants.Count}", requests)));
        return contestants;
    }

    private static async Task<List<Contestant>> ProductsAsync(Arena arena, Options options, IReadOnlyList<string> samples)
    {
        List<Contestant> contestants = [];
        foreach (var (way, settings) in Product.Ways(options.Required("product")))
        {
            var (server, token) = await arena.StartProductAsync(settings);
            var requests = options.Flag("bulk")
                ? arena.Render($"way {contestants.Count}", samples.Chunk(Product.Bulk).Where(x => x.Length == Product.Bulk)
                    .Select(x => Product.Request(token, Product.BulkBody(x))), Product.Number, Product.Bulk, Product.Error)
                : arena.Submissions($"way {contestants.Count}", samples.Select(x => Product.Request(token, Product.SubmitBody(x))));
            contestants.Add(new(way.Length == 0 ? "as it is" : way, server, requests, options.Flag("bulk") ? Product.Bulk : 1));
        }
        return contestants;
    }
}
