using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Security;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The orders that <c>--demo</c> puts into an empty store, and the stores that it leaves alone.</summary>
public sealed class DemoTests
{
    // Every status that commands reach today; a new one belongs into the demo.
    private static readonly string[] Reached =
        [.. Enum.GetValues<OrderStatus>().Where(status => status != OrderStatus.None).Select(EnumCode<OrderStatus>.Of)];

    [Fact]
    public async Task The_demo_has_orders_in_every_status_and_restarts_unchanged()
    {
        await using var store = Store.OnSqlite();
        // As on a slow disk: a temporarily refused command is tried again.
        var made = await ServedAsync(store, verify: true, "--Journal:WaitingAge=00:00:00.002");

        Assert.Equal((300, 12, 60, 60), (made.Orders, made.Teams, made.Staff, made.Customers));
        Assert.All(Reached, status => Assert.Contains(status + ":", made.ByStatus, StringComparison.Ordinal));
        Assert.True(made is { OnHold: > 0, InCancellation: > 0 }, made.ToString());
        Assert.Equal(made, await ServedAsync(store, verify: false));
    }

    [Fact]
    public async Task A_store_that_holds_something_else_is_refused()
    {
        await using var store = Store.OnSqlite();
        await using (var server = HostedServer.Start("Development", Serving(store)))
        {
            await server.ReadyAsync();
            await Caller(store, server).AcceptedAsync("orderDraftCreate", new() { ["order"] = new JsonObject() });
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Contains("something else", await RefusedAsync("Development", store));
    }

    [Theory]
    [InlineData("Production", "--Storage:Provider=Sqlite")]
    [InlineData("Development", "--Storage:Provider=Postgres")]
    public async Task The_demo_is_refused_outside_development_and_SQLite(string environment, string provider)
    {
        await using var store = Store.OnSqlite();

        Assert.Contains("Development", await RefusedAsync(environment, store, provider));
        Assert.False(Directory.Exists(Path.Combine(store.Directory, "store")), "The store was created.");
    }

    private static async Task<Counts> ServedAsync(Store store, bool verify, params string[] more)
    {
        await using var server = HostedServer.Start("Development", ["--demo", .. Serving(store), .. more]);
        await server.ReadyAsync();
        var counts = await CountAsync(Caller(store, server));
        if (verify)
        {
            await using var verifying = ServerProcess.Start("Development", store.Directory, ["verify", .. store.Configuration]);
            Assert.True(await verifying.Exited == 0, verifying.Output + verifying.Error);
        }
        Assert.Equal(0, await server.StopAsync());
        return counts;
    }

    private static async Task<Counts> CountAsync(ApiClient caller)
    {
        List<JsonNode> orders = [];
        string? after = null;
        while (true)
        {
            var page = (await caller.QueryAsync(
                "query Q($after: String) { orders(first: 100, after: $after) { nodes { status hold { kind } cancellationAssessing } "
                    + "pageInfo { endCursor hasNextPage } } }",
                new() { ["after"] = after }))["orders"]!;
            orders.AddRange(page["nodes"]!.AsArray().OfType<JsonNode>());
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
                break;
            after = (string?)page["pageInfo"]!["endCursor"];
        }
        var others = await caller.QueryAsync(
            "{ teams(first: 100) { nodes { id } } staffMembers(first: 100) { nodes { id } } customers(first: 100) { nodes { id } } }");
        return new(
            string.Join(' ', orders.CountBy(x => (string)x["status"]!).OrderBy(x => x.Key).Select(x => $"{x.Key}:{x.Value}")),
            orders.Count, orders.Count(x => x["hold"] is not null), orders.Count(x => (bool)x["cancellationAssessing"]!),
            Nodes("teams"), Nodes("staffMembers"), Nodes("customers"));

        int Nodes(string connection) => others[connection]!["nodes"]!.AsArray().Count;
    }

    private static async Task<string> RefusedAsync(string environment, Store store, params string[] more)
    {
        await using var server = HostedServer.Start(environment, ["--demo", .. Serving(store), .. more]);
        Assert.Equal(1, await server.Exited);
        var line = Assert.Single(server.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("ordergrains: --demo ", line);
        return line;
    }

    private static ApiClient Caller(Store store, RunningServer server)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Storage:Directory", Path.Combine(store.Directory, "store"))]).Build();
        return new(server.Url, DevelopmentTokens.Open(configuration, TimeProvider.System).Issue(Roles.OrderManager, "manager.1", [], null));
    }

    private static string[] Serving(Store store) =>
        [.. store.Configuration, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];

    private sealed record Counts(string ByStatus, int Orders, int OnHold, int InCancellation, int Teams, int Staff, int Customers);
}
