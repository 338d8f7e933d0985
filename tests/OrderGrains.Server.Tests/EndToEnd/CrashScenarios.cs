using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The server is killed while a file goes in, again and again, and nothing is lost or doubled.</summary>
public abstract partial class CrashScenarios(Site site)
{
    private const int Seed = 20261;
    private static readonly int Kills = Environment.GetEnvironmentVariable("ORDERGRAINS_LONG") == "1" ? 9 : 3;

    [Fact]
    public async Task A_server_killed_again_and_again_during_an_import_ends_with_the_same_orders()
    {
        await site.RestartAsProcessAsync();
        var (first, _) = await ImportWhileKillingAsync();
        var (second, _) = await site.ImportAsync("second.jsonl");

        // A crash may change only one thing in the answers: a line whose answer was lost was accepted, and its repetition says so.
        Assert.All(SampleSubmissions.Expected().Zip(first), pair =>
        {
            var (expected, actual) = ((string)pair.First["outcome"]!, (string)pair.Second["outcome"]!);
            Assert.True(actual == expected || (expected, actual) == ("ACCEPTED", "REPLAYED"),
                $"{expected} is expected, not {pair.Second.ToJsonString()}");
        });
        Assert.Equal(
            Accepted().Select(x => $"{x["platform"]}/{x["externalReference"]} RECEIVED 1").Order(StringComparer.Ordinal),
            (await OrdersAsync()).Order(StringComparer.Ordinal));
        Assert.All(Accepted().Select(x => (int)x["line"]!), line => Assert.Equal("REPLAYED", (string)second[line - 1]["outcome"]!));
        Assert.All(second, x => Assert.NotEqual("ACCEPTED", (string)x["outcome"]!));
        var numbers = first.Where(x => (string)x["outcome"]! is "ACCEPTED" or "REPLAYED").Select(x => (string)x["orderNumber"]!)
            .ToHashSet();
        Assert.Equal(Accepted().Count, numbers.Count);

        var (counted, parked) = await Recount.OfApiAsync(await site.AsAsync("count", "ORDER_MANAGER"));
        Assert.Equal(await Recount.OfJournalAsync(site.Store), counted);
        Assert.Equal(0, parked);

        var verified = await site.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    private async Task<(List<JsonObject> Results, CommandRun Run)> ImportWhileKillingAsync()
    {
        var random = new Random(Seed);
        // Steps of the progress of the import, not of a clock; further apart than the lines in flight.
        var moments = Enumerable.Range(0, 9).OrderBy(_ => random.Next()).Take(Kills).Order().Select(x => 5 + x * 10).ToList();
        var progress = Channel.CreateUnbounded<int>();
        var import = site.ImportAsync("first.jsonl", line =>
        {
            if (Percent().Match(line) is { Success: true } match)
                progress.Writer.TryWrite(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }, "--batch", "10", "--concurrency", "4");
        _ = import.ContinueWith(_ => progress.Writer.Complete(), TaskScheduler.Default);

        var kills = 0;
        await foreach (var percent in progress.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (kills == Kills || percent < moments[kills])
                continue;
            kills++;
            await site.Kill9Async();
            await site.StartProcessAsync();
        }
        var imported = await import;
        Assert.Equal(Kills, kills);
        return imported;
    }

    private static List<JsonObject> Accepted() =>
        [.. SampleSubmissions.Expected().Zip(SampleSubmissions.Read(SampleSubmissions.File))
            .Where(x => (string)x.First["outcome"]! == "ACCEPTED")
            .Select(x => new JsonObject
            {
                ["line"] = (int)x.First["line"]!,
                ["platform"] = (string)x.Second["platform"]!,
                ["externalReference"] = (string)x.Second["externalReference"]!,
            })];

    private async Task<List<string>> OrdersAsync()
    {
        const string Page =
            "query Q($after: String) { orders(first: 100, after: $after) { nodes { platform externalReference status revision } "
            + "pageInfo { hasNextPage endCursor } } }";
        var manager = await site.AsAsync("count", "ORDER_MANAGER");
        List<string> orders = [];
        for (string? after = null; ;)
        {
            var page = (await manager.QueryAsync(Page, new JsonObject { ["after"] = after }))["orders"]!;
            orders.AddRange(
                page["nodes"]!.AsArray().Select(x => $"{x!["platform"]}/{x["externalReference"]} {x["status"]} {x["revision"]}"));
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
                return orders;
            after = (string?)page["pageInfo"]!["endCursor"];
        }
    }

    [GeneratedRegex(@"^import: (\d+) %")]
    private static partial Regex Percent();
}

public sealed class CrashOnSqlite(SqliteSite site) : CrashScenarios(site), IClassFixture<SqliteSite>;

public sealed class CrashOnPostgres(PostgresSite site) : CrashScenarios(site), IClassFixture<PostgresSite>;
