using System.Text.Json.Nodes;
using OrderGrains.Server.GraphQL;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>People and platforms follow what happens to orders.</summary>
public abstract class SubscriptionScenarios(Site site)
{
    [Fact]
    public async Task Everybody_is_told_of_those_orders_that_they_may_know_of()
    {
        var (app, web) = (await site.AsPlatformAsync("app"), await site.AsPlatformAsync("web"));
        var (sales, manager) = (await site.AsAsync("sales", "SALES"), await site.AsAsync("manager", "ORDER_MANAGER"));
        var (first, second) = (await SubmitAsync(app, "app", "known-1", "first"), await SubmitAsync(web, "web", "known-2", "second"));
        await using var company = await FollowAsync("--role", "FINANCE", "--subject", "finance");
        await using var drafters = await FollowAsync("--role", "AUDITOR", "--subject", "auditor");
        await using var platform = await FollowAsync("--role", "PLATFORM", "--subject", "client-web", "--platform", "web");
        await using var one = await FollowAsync("--role", "CUSTOMER", "--subject", "one", "--customer", first.Customer);
        await using var two = await FollowAsync("--role", "CUSTOMER", "--subject", "two", "--customer", second.Customer);
        foreach (var follower in (NodeProcess[])[company, drafters, platform, one, two])
            await follower.NextAsync("following");

        var draft = (string)(await sales.AcceptedAsync("orderDraftCreate", new() { ["order"] = new JsonObject(), ["idempotencyKey"] = "draft" }))["id"]!;
        var (own, other) = ((await SubmitAsync(app, "app", "told-1", "first")).Order, (await SubmitAsync(web, "web", "told-2", "second")).Order);
        await manager.AcceptedAsync("orderHold", Hold(own));
        await manager.AcceptedAsync("orderHold", Hold(other));

        // One order's events come in order, two orders' in any.
        string[] all = [$"{own} 1", $"{own} 2", $"{other} 1", $"{other} 2"];
        Assert.Equal(all.Order(), await ToldAsync(company, 4));
        Assert.Equal(all.Append($"{draft} 1").Order(), await ToldAsync(drafters, 5));
        Assert.Equal([$"{other} 1", $"{other} 2"], await ToldAsync(platform, 2));
        Assert.Equal([$"{own} 1", $"{own} 2"], await ToldAsync(one, 2));
        Assert.Equal([$"{other} 1", $"{other} 2"], await ToldAsync(two, 2));
    }

    [Fact]
    public async Task A_subscription_is_told_of_the_orders_types_and_platforms_that_it_wants()
    {
        var (app, web, manager) = (await site.AsPlatformAsync("app"), await site.AsPlatformAsync("web"), await site.AsAsync("manager", "ORDER_MANAGER"));
        var watched = (await SubmitAsync(app, "app", "watched", "first")).Order;
        string[] finance = ["--role", "FINANCE", "--subject", "finance"];
        await using var byOrder = await FollowAsync(finance, new() { ["orderId"] = new JsonObject { ["in"] = new JsonArray(watched, "none") } });
        await using var byType = await FollowAsync(finance, new() { ["type"] = new JsonObject { ["eq"] = "order.held" } });
        await using var byPlatform = await FollowAsync(
            finance, new() { ["platform"] = new JsonObject { ["eq"] = "web" }, ["type"] = new JsonObject { ["in"] = new JsonArray("order.submitted") } });
        foreach (var follower in (NodeProcess[])[byOrder, byType, byPlatform])
            await follower.NextAsync("following");

        var other = (await SubmitAsync(web, "web", "not-watched", "first")).Order;
        await manager.AcceptedAsync("orderHold", Hold(other));
        await manager.AcceptedAsync("orderHold", Hold(watched));
        await manager.AcceptedAsync("orderResume", new() { ["orderId"] = watched });
        var last = (await SubmitAsync(web, "web", "last", "first")).Order;

        Assert.Equal([$"{watched} 2", $"{watched} 3"], await ToldAsync(byOrder, 2));
        Assert.Equal(new[] { $"{other} 2", $"{watched} 2" }.Order(), await ToldAsync(byType, 2));
        Assert.Equal(new[] { $"{other} 1", $"{last} 1" }.Order(), await ToldAsync(byPlatform, 2));
    }

    [Fact]
    public async Task A_subscription_and_the_timeline_tell_the_same_and_only_the_company_is_told_who_did_what()
    {
        var (app, manager) = (await site.AsPlatformAsync("app"), await site.AsAsync("manager", "ORDER_MANAGER"));
        await using var company = await FollowAsync("--role", "FINANCE", "--subject", "finance");
        await using var platform = await FollowAsync("--role", "PLATFORM", "--subject", "client-app", "--platform", "app");
        await company.NextAsync("following");
        await platform.NextAsync("following");

        var order = (await SubmitAsync(app, "app", "same", "first")).Order;
        var told = (await company.NextAsync("event"))["event"]!.AsObject();
        var toldLess = (await platform.NextAsync("event"))["event"]!.AsObject();

        var timeline = (await manager.QueryAsync(
            "query T($id: ID!) { order(id: $id) { timeline { nodes { id type occurredAt actor orderId orderRevision clause data } } } }", new() { ["id"] = order }))["order"]!["timeline"]!["nodes"]!;
        var cursor = (string?)told["cursor"];
        told.Remove("cursor");
        Assert.Equal(timeline[0]!.ToJsonString(), told.ToJsonString());
        Assert.Equal((cursor, null, null), ((string?)toldLess["cursor"], (string?)toldLess["actor"], toldLess["data"]));
    }

    [Fact]
    public async Task A_server_that_stops_says_so_and_its_clients_go_on_where_they_were_when_it_is_back()
    {
        var app = await site.AsPlatformAsync("app");
        await using var socket = await FollowAsync("--role", "FINANCE", "--subject", "finance");
        await using var stream = NodeProcess.Start("follow.mjs", "sse", Address, await site.TokenAsync("--role", "FINANCE", "--subject", "finance"));
        NodeProcess[] followers = [socket, stream];
        foreach (var follower in followers)
            await follower.NextAsync("following");
        var before = (await SubmitAsync(app, "app", "before", "first")).Order;
        foreach (var follower in followers)
            Assert.Equal([$"{before} 1"], await ToldAsync(follower, 1));

        Assert.Equal(0, await site.Server.StopAsync());
        Assert.Equal(1001, (int)(await socket.NextAsync("closed"))["closed"]!);
        await site.StartAsync();
        var after = (await SubmitAsync(app, "app", "after", "first")).Order;

        foreach (var follower in followers)
            Assert.Equal([$"{after} 1"], await ToldAsync(follower, 1));
    }

    private string Address => site.Url.ToString().TrimEnd('/');

    private static JsonObject Hold(string order) =>
        new() { ["orderId"] = order, ["kind"] = "INTERNAL", ["reason"] = "A question.", ["expectedResume"] = "2199-12-31" };

    // What a follower is told of next, sorted: orders with their revisions.
    private static async Task<List<string>> ToldAsync(NodeProcess follower, int count)
    {
        List<string> told = [];
        while (told.Count < count)
        {
            var line = (await follower.NextAsync("event"))["event"]!;
            told.Add($"{line["orderId"]} {line["orderRevision"]}");
        }
        return [.. told.Order()];
    }

    private static async Task<(string Order, string Customer)> SubmitAsync(ApiClient platform, string name, string reference, string account)
    {
        var form = SampleSubmissions.Order(reference, name);
        form["customer"]!["account"] = account;
        var order = await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form });
        return ((string)order["id"]!, GlobalId.TryDecode((string)order["customer"]!["id"]!, "Customer", out var customer) ? customer.ToString("N") : "");
    }

    private Task<NodeProcess> FollowAsync(params string[] viewer) => FollowAsync(viewer, null);

    private async Task<NodeProcess> FollowAsync(string[] viewer, JsonObject? filter) =>
        NodeProcess.Start("follow.mjs", ["ws", Address, await site.TokenAsync(viewer), .. filter is null ? (string[])[] : [filter.ToJsonString()]]);
}

public sealed class SubscriptionsOnSqlite(SqliteSite site) : SubscriptionScenarios(site), IClassFixture<SqliteSite>;

public sealed class SubscriptionsOnPostgres(PostgresSite site) : SubscriptionScenarios(site), IClassFixture<PostgresSite>;
