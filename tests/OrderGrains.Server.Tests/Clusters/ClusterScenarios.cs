using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Server.Tests.Clusters.Commands;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>Three servers that were started at the same moment on an empty database.</summary>
public sealed class ThreeServers(PostgresCluster postgres) : IAsyncLifetime
{
    public ServerCluster Cluster { get; private set; } = null!;   // set by InitializeAsync, before any test

    public async ValueTask InitializeAsync() => Cluster = await ServerCluster.StartAsync(postgres, 3);

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>Several servers are one product.</summary>
public sealed class ClusterScenarios(ThreeServers servers) : IClassFixture<ThreeServers>
{
    private const int Orders = 9;
    private const int Clients = 30;

    [Fact]
    public async Task Servers_started_at_once_on_an_empty_database_are_all_ready_and_one_cluster()
    {
        foreach (var member in servers.Cluster.Members)
        {
            Assert.Equal("started\n", await member.HealthAsync("startup"));
            Assert.Equal("live\n", await member.HealthAsync("live"));
            Assert.Equal("ready\n", await member.HealthAsync("ready"));
        }

        Assert.Equal(3L, await servers.Cluster.QueryAsync("select count(*) from orleans_member where status = 3"));
        Assert.Equal(1L, await servers.Cluster.QueryAsync("select count(*) from orleans_cluster"));
    }

    [Fact]
    public async Task Orders_created_through_one_server_are_commanded_through_the_others()
    {
        var (one, two, three) = (servers.Cluster.Members[0], servers.Cluster.Members[1], servers.Cluster.Members[2]);
        for (var number = 0; number < Orders; number++)
        {
            var order = await one.SubmitAsync($"through-{number}");

            Assert.Equal(2, (int)(await two.As("ORDER_MANAGER").AcceptedAsync("orderHold", Hold(order, revision: 1)))["revision"]!);
            var stale = await three.As("ORDER_MANAGER").OrderAsync("orderResume", Resume(order, revision: 1));
            Assert.Equal(["STALE_REVISION"], stale.Codes());
            Assert.Equal(2, (int)stale["errors"]![0]!["current"]!);
            Assert.Equal(["STATE_CONFLICT"], (await one.As("ORDER_MANAGER").OrderAsync("orderHold", Hold(order))).Codes());
            Assert.Equal(
                3, (int)(await three.As("ORDER_MANAGER").AcceptedAsync("orderResume", Resume(order, key: "resumed")))["revision"]!);
            Assert.True((bool)(await two.As("ORDER_MANAGER").OrderAsync("orderResume", Resume(order, key: "resumed")))["replayed"]!);
        }
    }

    [Fact]
    public async Task Commands_on_one_order_through_all_servers_lose_no_update()
    {
        var order = await servers.Cluster.Members[0].SubmitAsync("hot");
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, Clients)
            .Select(client => HoldAndResumeAsync(servers.Cluster.Members[client % 3].As("ORDER_MANAGER"), order, start.Task)).ToList();

        start.SetResult();
        var outcomes = (await Task.WhenAll(clients)).SelectMany(x => x).ToList();

        var accepted = outcomes.Count(codes => codes.Length == 0);
        Assert.All(outcomes.Where(codes => codes.Length > 0), codes =>
            Assert.Contains(Assert.Single(codes), (string[])["STALE_REVISION", "STATE_CONFLICT"]));
        Assert.True(accepted >= 3, $"{accepted} were accepted.");
        foreach (var member in servers.Cluster.Members)
            Assert.Equal(1 + accepted, (int)(await SeenAsync(member.As("ORDER_MANAGER"), order))["revision"]!);
    }

    [Fact]
    public async Task The_system_holds_orders_that_arrive_while_a_block_spreads()
    {
        var (near, far) = (servers.Cluster.Members[0], servers.Cluster.Members[1]);
        List<string> slipped = [];
        var before = "";
        for (var round = 0; slipped.Count == 0 && round < Orders; round++)
        {
            var first = await far.As("PLATFORM").AcceptedAsync("orderSubmit", Of(round, "before"));
            before = (string)first["id"]!;
            await near.As("ORDER_MANAGER")
                .QueryAsync("mutation M($input: CustomerBlockInput!) { customerBlock(input: $input) { replayed } }",
                new() { ["input"] = new JsonObject { ["customerId"] = (string)first["customer"]!["id"]!, ["reason"] = "Unpaid bills." } });
            // The other server learns of it a moment later.
            for (var number = 0; await far.As("PLATFORM").OrderAsync("orderSubmit", Of(round, $"{number}")) is { } payload
                && payload["order"] is { } order; number++)
                slipped.Add((string)order["id"]!);
        }

        Assert.NotEmpty(slipped);
        foreach (var order in slipped)
            Assert.Equal(("INTERNAL", "system"), await HoldOfAsync(order));
        Assert.Null((await SeenAsync(near.As("ORDER_MANAGER"), before))["hold"]);

        async Task<(string, string)> HoldOfAsync(string order)
        {
            JsonNode? hold = null;
            await Polling.UntilAsync(async () => (hold = (await SeenAsync(near.As("ORDER_MANAGER"), order))["hold"]) is not null);
            return ((string)hold!["kind"]!, (string)hold["by"]!);
        }

        static JsonObject Of(int round, string name)
        {
            var submission = Submission($"block-{round}-{name}");
            var customer = submission["order"]!["customer"]!;
            customer["account"] = $"A-block-{round}";
            customer["name"] = $"Blocked company {round}";   // Of its own: the block of one is a block of all who give its name and phone.
            return submission;
        }
    }

    // Three rounds: sees the order, and holds it or resumes it as it saw it. Returns the codes of each round's refusals.
    private static async Task<List<string[]>> HoldAndResumeAsync(ApiClient manager, string order, Task start)
    {
        List<string[]> outcomes = [];
        await start;
        for (var round = 0; round < 3; round++)
        {
            var seen = await SeenAsync(manager, order);
            var revision = (int)seen["revision"]!;
            var payload = seen["hold"] is null
                ? await manager.OrderAsync("orderHold", Hold(order, revision: revision))
                : await manager.OrderAsync("orderResume", Resume(order, revision: revision));
            outcomes.Add(payload.Codes());
            if (outcomes[^1] is ["OVERLOADED"])
                outcomes.RemoveAt(round--); // No room for it: it was not looked at, and is tried again.
        }
        return outcomes;
    }

    private static async Task<JsonNode> SeenAsync(ApiClient manager, string order) =>
        (await manager.QueryAsync(
            "query Q($id: ID!) { order(id: $id) { revision hold { kind by } } }", new() { ["id"] = order }))["order"]!;
}
