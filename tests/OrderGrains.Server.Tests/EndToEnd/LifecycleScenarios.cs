using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OrderGrains.Server.Tests.Clusters;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Starting and stopping the server.</summary>
public abstract class LifecycleScenarios(Site site)
{
    [Fact]
    public async Task A_server_told_to_stop_ends_in_order_and_keeps_all_acknowledged_writes()
    {
        await site.RestartAsProcessAsync(); // It stops on a signal.
        var platform = await site.AsPlatformAsync("app");
        var acknowledged = new ConcurrentDictionary<string, string>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clients = Enumerable.Range(0, 8).Select(client => SubmitUntilRefusedAsync(platform, client, acknowledged, enough)).ToList();
        await enough.Task;

        var stopped = site.Server;
        var code = await stopped.StopAsync();
        await Task.WhenAll(clients);
        await site.StartAsync(); // Other tests need it, also when this one fails.

        Assert.Equal(0, code);
        stopped.AssertFaultless();
        Assert.All(acknowledged, order => Assert.Equal(order.Value, NumberAsync(platform, order.Key).GetAwaiter().GetResult()));
        Assert.True(acknowledged.Count >= 100);
    }

    [Fact]
    public async Task A_server_that_runs_is_alive_and_ready()
    {
        using var http = new HttpClient { BaseAddress = site.Url };

        Assert.Equal("live\n", await http.GetStringAsync("/health/live", TestContext.Current.CancellationToken));
        Assert.Equal("ready\n", await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rebuilt_rows_agree_with_the_journal()
    {
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        await (await site.AsPlatformAsync("app")).AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("rebuilt") });
        var before = await manager.QueryAsync(Listed);
        await site.Server.StopAsync();

        Assert.Equal(0, (await site.RunAsync("rebuild")).ExitCode);
        Assert.Equal(0, (await site.RunAsync("migrate")).ExitCode);
        Assert.Equal(0, (await site.RunAsync("verify")).ExitCode);

        await site.StartAsync();
        Assert.Equal(before.ToJsonString(), (await manager.QueryAsync(Listed)).ToJsonString());
    }

    [Fact]
    public async Task A_row_that_was_tampered_with_is_found_and_rebuilt()
    {
        await (await site.AsPlatformAsync("app")).AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("tampered") });
        await site.Server.StopAsync();
        await site.Store.ExecuteAsync("update order_row set status = 'VERIFIED' where status = 'RECEIVED'");

        var found = await site.RunAsync("verify");
        Assert.Equal(1, found.ExitCode);
        Assert.Matches("(?m)^stream [0-9a-f-]+, version 1: the row is not that of the fold.$", found.Output);
        Assert.Matches("ordergrains: [0-9]+ findings; the first: stream ", found.Error);

        Assert.Equal(0, (await site.RunAsync("rebuild")).ExitCode);
        var verified = await site.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        await site.StartAsync();
    }

    [Fact]
    public async Task Orders_remain_without_the_person_after_the_customers_key_is_destroyed()
    {
        var form = SampleSubmissions.Order("erased");
        form["customer"]!["account"] = "A-erased";
        var order = await (await site.AsPlatformAsync("app")).AcceptedAsync("orderSubmit", new() { ["order"] = form });
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        var before = await ErasedOrderAsync();
        await site.Server.StopAsync();

        await site.Store.DestroyKeysAsync(
            GlobalId.TryDecode((string?)order["customer"]!["id"], "Customer", out var customer) ? customer : default);

        Assert.Equal(0, (await site.RunAsync("verify")).ExitCode);
        await site.StartAsync();
        var after = await ErasedOrderAsync();
        Assert.NotNull((string?)before["customer"]!["name"]);
        var gone = new JsonObject
        {
            ["id"] = (string?)before["customer"]!["id"],
            ["name"] = null,
            ["phone"] = null,
            ["address"] = null,
            ["erased"] = true
        };
        Assert.Equal(gone.ToJsonString(), after["customer"]!.ToJsonString());
        before["customer"] = gone;
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        await site.Server.StopAsync();
        Assert.Equal(0, (await site.RunAsync("rebuild")).ExitCode);
        Assert.Equal(0, (await site.RunAsync("verify")).ExitCode);
        await site.StartAsync();
        Assert.Equal(after.ToJsonString(), (await ErasedOrderAsync()).ToJsonString());

        async Task<JsonObject> ErasedOrderAsync() => (await manager.QueryAsync(
            $"{{ orders(where: {{ number: {{ eq: \"{order["number"]}\" }} }}) {{ nodes {{ "
            + "id number status revision createdAt updatedAt fee { amount } service { requirements } customer { id name phone address { "
                + "city } erased } } } }"))
            ["orders"]!["nodes"]!.AsArray().Single()!.AsObject();
    }

    private const string Listed =
        "{ orders(first: 50) { nodes { id number status platform externalReference revision createdAt updatedAt submittedAt orderDate "
        + "fee { amount currency } customer { id name phone } } } }";

    private static async Task SubmitUntilRefusedAsync(
        ApiClient platform, int client, ConcurrentDictionary<string, string> acknowledged, TaskCompletionSource enough)
    {
        const string Submit = "mutation M($input: OrderSubmitInput!) { orderSubmit(input: $input) { order { number } errors { code } } }";
        for (var n = 0; ; n++)
        {
            var reference = $"stop-{client}-{n}";
            try
            {
                var input = new JsonObject { ["order"] = SampleSubmissions.Order(reference) };
                var body = new JsonObject { ["query"] = Submit, ["variables"] = new JsonObject { ["input"] = input } };
                var answer = await platform.SendAsync(body.ToJsonString());
                var payload = answer.Json?["data"]?["orderSubmit"]?.AsObject();
                if (payload?.Codes() is ["OVERLOADED"])
                    continue; // On a slow disk; it is not the stop.
                if ((string?)payload?["order"]?["number"] is not { } number)
                    return;
                acknowledged[reference] = number;
                if (acknowledged.Count >= 100)
                    enough.TrySetResult();
            }
            catch (HttpRequestException)
            {
                return; // The server takes no more.
            }
        }
    }

    private static async Task<string?> NumberAsync(ApiClient platform, string reference) =>
        (string?)(await platform.QueryAsync(
            "query Q($reference: String!) { orderByExternalReference(platform: \"app\", externalReference: $reference) { number } }",
                new() { ["reference"] = reference }))
            ["orderByExternalReference"]?["number"];
}

public sealed class LifecycleOnSqlite(SqliteSite site) : LifecycleScenarios(site), IClassFixture<SqliteSite>;

public sealed class LifecycleOnPostgres(PostgresSite site) : LifecycleScenarios(site), IClassFixture<PostgresSite>;
