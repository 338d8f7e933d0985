using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>People and platforms follow what happens to orders.</summary>
public abstract class SubscriptionScenarios(Site site)
{
    [Fact]
    public async Task Everybody_receives_exactly_the_orders_that_they_may_see()
    {
        var (app, web) = (await site.AsPlatformAsync("app"), await site.AsPlatformAsync("web"));
        var (sales, manager) = (await site.AsAsync("sales", "SALES"), await site.AsAsync("manager", "ORDER_MANAGER"));
        var (first, second) = (await SubmitAsync(app, "app", "known-1", "first"), await SubmitAsync(web, "web", "known-2", "second"));
        await using var company = await FollowAsync("orderEvents", "--role", "FINANCE", "--subject", "finance");
        await using var drafters = await FollowAsync("orderEvents", "--role", "AUDITOR", "--subject", "auditor");
        await using var platform = await FollowAsync("orderEvents", "--role", "PLATFORM", "--subject", "client-web", "--platform", "web");
        await using var one = await FollowAsync("orderEvents", "--role", "CUSTOMER", "--subject", "one", "--customer", first.Customer);
        await using var two = await FollowAsync("orderEvents", "--role", "CUSTOMER", "--subject", "two", "--customer", second.Customer);
        foreach (var follower in (NodeProcess[])[company, drafters, platform, one, two])
            await follower.NextAsync("following");

        var draft = (string)(await sales.AcceptedAsync(
            "orderDraftCreate", new() { ["order"] = new JsonObject(), ["idempotencyKey"] = "draft" }))["id"]!;
        var (own, other) =
            ((await SubmitAsync(app, "app", "told-1", "first")).Order, (await SubmitAsync(web, "web", "told-2", "second")).Order);
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
    public async Task A_subscription_receives_only_the_requested_orders_types_and_platforms()
    {
        var (app, web, manager) =
            (await site.AsPlatformAsync("app"), await site.AsPlatformAsync("web"), await site.AsAsync("manager", "ORDER_MANAGER"));
        var watched = (await SubmitAsync(app, "app", "watched", "first")).Order;
        string[] finance = ["--role", "FINANCE", "--subject", "finance"];
        await using var byOrder =
            await FollowAsync("orderEvents", finance, new() { ["orderId"] = new JsonObject { ["in"] = new JsonArray(watched, "none") } });
        await using var byType = await FollowAsync("orderEvents", finance, new() { ["type"] = new JsonObject { ["eq"] = "order.held" } });
        await using var byPlatform = await FollowAsync(
            "orderEvents", finance,
            new()
            {
                ["platform"] = new JsonObject { ["eq"] = "web" },
                ["type"] = new JsonObject { ["in"] = new JsonArray("order.submitted") }
            });
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
    public async Task A_subscription_and_the_timeline_agree_and_only_the_company_sees_the_actors()
    {
        var (app, manager) = (await site.AsPlatformAsync("app"), await site.AsAsync("manager", "ORDER_MANAGER"));
        await using var company = await FollowAsync("orderEvents", "--role", "FINANCE", "--subject", "finance");
        await using var platform = await FollowAsync("orderEvents", "--role", "PLATFORM", "--subject", "client-app", "--platform", "app");
        await company.NextAsync("following");
        await platform.NextAsync("following");

        var order = (await SubmitAsync(app, "app", "same", "first")).Order;
        var told = (await company.NextAsync("event"))["event"]!.AsObject();
        var toldLess = (await platform.NextAsync("event"))["event"]!.AsObject();

        var timeline = (await manager.QueryAsync(
            "query T($id: ID!) { order(id: $id) { timeline { nodes { id type occurredAt actor orderId orderRevision clause data } } } }",
            new() { ["id"] = order }))["order"]!["timeline"]!["nodes"]!;
        var cursor = (string?)told["cursor"];
        told.Remove("cursor");
        Assert.Equal(timeline[0]!.ToJsonString(), told.ToJsonString());
        Assert.Equal((cursor, null, null), ((string?)toldLess["cursor"], (string?)toldLess["actor"], toldLess["data"]));
    }

    [Fact]
    public async Task Everybody_receives_the_start_and_the_end_of_their_own_tasks()
    {
        var (app, first) = (await site.AsPlatformAsync("app"), await site.AsAsync("first", "ORDER_REVIEWER"));
        await using var claiming = await FollowAsync("viewerTasks", "--role", "ORDER_REVIEWER", "--subject", "first");
        await using var other = await FollowAsync("viewerTasks", "--role", "ORDER_REVIEWER", "--subject", "other");
        await using var manager = await FollowAsync("viewerTasks", "--role", "ORDER_MANAGER", "--subject", "manager");
        await using var enterer = await FollowAsync("viewerTasks", "--role", "PLATFORM", "--subject", "client-app", "--platform", "app");
        await using var web = await FollowAsync("viewerTasks", "--role", "PLATFORM", "--subject", "client-app", "--platform", "web");
        foreach (var follower in (NodeProcess[])[claiming, other, manager, enterer, web])
            await follower.NextAsync("following");

        var order = (await SubmitAsync(app, "app", "tasks-1", "first")).Order;
        await first.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = order });
        await first.AcceptedAsync("orderReviewReturn", Return(order));
        var last = (await SubmitAsync(app, "app", "tasks-2", "first")).Order;

        Assert.Equal(["0: 1 REVIEW", "0: 3 ", "1: 1 REVIEW"], await TasksToldAsync(claiming, 3, order, last));
        Assert.Equal(["0: 1 REVIEW", "0: 2 ", "1: 1 REVIEW"], await TasksToldAsync(other, 3, order, last));
        Assert.Equal(["0: 3 CORRECTION"], await TasksToldAsync(manager, 1, order, last));
        Assert.Equal(["0: 3 CORRECTION"], await TasksToldAsync(enterer, 1, order, last));

        // The same client with the token of another platform does not see the order that it entered for the first platform, and receives
        // the one for the second.
        var same = new ApiClient(site.Url, await site.TokenAsync("--role", "PLATFORM", "--subject", "client-app", "--platform", "web"));
        var known = (await SubmitAsync(same, "web", "tasks-3", "first")).Order;
        await first.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = known });
        await first.AcceptedAsync("orderReviewReturn", Return(known));
        Assert.Equal(["0: 3 CORRECTION"], await TasksToldAsync(web, 1, known, order, last));
    }

    [Fact]
    public async Task Everybody_receives_the_notifications_of_their_own_inbox()
    {
        var (app, reviewer) = (await site.AsPlatformAsync("app"), await site.AsAsync("first", "ORDER_REVIEWER"));
        var (order, customer) = await SubmitAsync(app, "app", "told-early", "notified");
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = order });
        string[][] viewers =
        [
            ["--role", "ORDER_MANAGER", "--subject", "manager"], ["--role", "PLATFORM", "--subject", "client-app", "--platform", "app"],
            ["--role", "CUSTOMER", "--subject", "notified", "--customer", customer],
        ];
        var inboxes = await Task.WhenAll(viewers.Select(async viewer => new ApiClient(site.Url, await site.TokenAsync(viewer))));
        await Polling.UntilAsync(async () => (await inboxes[0].ToldAsync(order)).Count > 0);
        var followers = await Task.WhenAll(viewers.Select(viewer => FollowAsync("notifications", viewer)));
        foreach (var follower in followers)
            await follower.NextAsync("following");

        await reviewer.AcceptedAsync("orderReject", new() { ["orderId"] = order, ["reason"] = "Nobody can do it." });
        var next = (await SubmitAsync(app, "app", "told-late", "another")).Order;
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = next });
        await reviewer.AcceptedAsync("orderReviewReturn", Return(next));

        Assert.Equal($"ORDER_RECEIVED {next}", await NotifiedAsync(followers[0], inboxes[0], order, next));
        Assert.Equal($"ORDER_RETURNED {next}", await NotifiedAsync(followers[1], inboxes[1], order, next));
        Assert.Equal($"ORDER_REJECTED {order}", await NotifiedAsync(followers[2], inboxes[2], order, next));
        foreach (var follower in followers)
            await follower.DisposeAsync();
    }

    [Fact]
    public async Task A_stopping_server_says_so_and_its_clients_continue_after_its_restart()
    {
        var app = await site.AsPlatformAsync("app");
        var token = await site.TokenAsync("--role", "ORDER_REVIEWER", "--subject", "reviewer");
        var followers = (from field in (string[])["orderEvents", "viewerTasks", "notifications"]
                         from transport in (string[])["ws", "sse"]
                         select (Field: field, IsSocket: transport == "ws",
                             Process: NodeProcess.Start("follow.mjs", transport, Address, token, field))).ToList();
        foreach (var follower in followers)
            await follower.Process.NextAsync("following");
        var before = (await SubmitAsync(app, "app", "before", "first")).Order;
        foreach (var follower in followers)
            Assert.Equal(before, (await NextAsync(follower.Process, [before])).Order);

        Assert.Equal(0, await site.Server.StopAsync());
        foreach (var follower in followers.Where(follower => follower.IsSocket))
            Assert.Equal(1001, (int)(await follower.Process.NextAsync("closed"))["closed"]!);
        await site.StartAsync();
        var after = (await SubmitAsync(app, "app", "after", "first")).Order;

        foreach (var follower in followers)
        {
            Assert.Equal(after, (await NextAsync(follower.Process, [before, after])).Order);
            await follower.Process.DisposeAsync();
        }
    }

    private string Address => site.Url.ToString().TrimEnd('/');

    private static JsonObject Hold(string order) =>
        new() { ["orderId"] = order, ["kind"] = "INTERNAL", ["reason"] = "A question.", ["expectedResume"] = "2199-12-31" };

    // The next deliveries to a follower, sorted: orders with their revisions.
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

    // The next deliveries of these orders to any follower: deliveries of other tests may come too.
    private static async Task<(string Order, JsonNode Told)> NextAsync(NodeProcess follower, string[] orders)
    {
        while (true)
        {
            var told = (await follower.NextAsync("event"))["event"]!;
            var order = (string)(told["orderId"] ?? told["notification"]!["order"]!["id"])!;
            if (orders.Contains(order))
                return (order, told);
        }
    }

    // The next deliveries to a follower of tasks, in sequence for each order.
    private static async Task<List<string>> TasksToldAsync(NodeProcess follower, int count, params string[] orders)
    {
        List<(string Order, string Text)> told = [];
        while (told.Count < count)
        {
            var (order, line) = await NextAsync(follower, orders);
            told.Add((order,
                $"{line["orderRevision"]} {string.Join(',', line["tasks"]!.AsArray().Select(task => (string)task!["kind"]!))}"));
        }
        return [.. told.OrderBy(x => Array.IndexOf(orders, x.Order)).Select(x => $"{Array.IndexOf(orders, x.Order)}: {x.Text}")];
    }

    // The next notification of a follower, which its inbox holds under the same id.
    private static async Task<string> NotifiedAsync(NodeProcess follower, ApiClient inbox, params string[] orders)
    {
        var (order, line) = await NextAsync(follower, orders);
        var told = line["notification"]!;
        Assert.Contains((string)told["id"]!, (await inbox.NotificationsAsync()).Select(notification => (string)notification["id"]!));
        return $"{told["kind"]} {order}";
    }

    private static JsonObject Return(string order) => new()
    {
        ["orderId"] = order,
        ["findings"] = new JsonArray(new JsonObject { ["path"] = "customer.phone", ["message"] = "Nobody answers." }),
    };

    private static async Task<(string Order, string Customer)> SubmitAsync(
        ApiClient platform, string name, string reference, string account)
    {
        var form = SampleSubmissions.Order(reference, name);
        form["customer"]!["account"] = account;
        var order = await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form });
        return ((string)order["id"]!, GlobalId.TryDecode((string)order["customer"]!["id"]!, "Customer", out var customer)
            ? customer.ToString("N") : "");
    }

    private Task<NodeProcess> FollowAsync(string field, params string[] viewer) => FollowAsync(field, viewer, null);

    private async Task<NodeProcess> FollowAsync(string field, string[] viewer, JsonObject? filter) =>
        NodeProcess.Start("follow.mjs",
            ["ws", Address, await site.TokenAsync(viewer), field, .. filter is null ? (string[])[] : [filter.ToJsonString()]]);
}

public sealed class SubscriptionsOnSqlite(SqliteSite site) : SubscriptionScenarios(site), IClassFixture<SqliteSite>;

public sealed class SubscriptionsOnPostgres(PostgresSite site) : SubscriptionScenarios(site), IClassFixture<PostgresSite>;
