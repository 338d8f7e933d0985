using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Orders are found by their details, in Chinese and English, despite crashes of the consumer that writes the words.</summary>
public abstract class SearchScenarios(Site site)
{
    private const string Search =
        "query Q($where: OrderFilterInput, $first: Int, $after: String) { orders(where: $where, first: $first, after: $after) "
        + "{ nodes { id number } totalCount pageInfo { hasNextPage endCursor } } }";

    [Fact]
    public async Task An_order_is_found_by_its_numbers_customer_and_content()
    {
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        var chinese =
            await SubmitAsync(English("found-zh", name: "深圳海纳电子股份有限公司", contact: "赵敏", street: "南山区科技园南区355号8层", deliverable: "培训课件与签到表"));
        var english = await SubmitAsync(English("found-en"));

        foreach (var known in new[] { "海纳", "敏", "电子 深圳", "科技园", "３５５号", "培训课件", "found-zh", (string)chinese["number"]! })
            Assert.Equal([(string)chinese["id"]!], await FindAsync(manager, $"{known} found-zh", chinese));
        foreach (var known in new[]
        {
            "harbour", "HARB LTD", "ann lee", "Zoe quay", "7946-0000", "+44 20 7946", "QUAY ROAD", "monthly rep", "run the serv", "99.9",
            "Ｃ-2026/77", "found-en",
        })
            Assert.Equal([(string)english["id"]!], await FindAsync(manager, $"{known} found-en", english));
        foreach (var unknown in new[] { "海深", "harbourl", "ann leex", "found-fr" })
            Assert.Empty(await NowAsync(manager, new JsonObject { ["contains"] = unknown }));
    }

    [Fact]
    public async Task A_correction_replaces_the_words()
    {
        var (platform, manager, reviewer) = (await site.AsPlatformAsync("app"), await site.AsAsync("manager", "ORDER_MANAGER"),
            await site.AsAsync("reviewer", "ORDER_REVIEWER"));
        var form = English("corrected", name: "Oldname Ltd");
        var order = await SubmitAsync(form);
        await FindAsync(manager, "Oldname", order);
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = (string)order["id"]! });
        await reviewer.AcceptedAsync("orderReviewReturn", new()
        {
            ["orderId"] = (string)order["id"]!,
            ["findings"] = new JsonArray(new JsonObject { ["path"] = "customer.name", ["message"] = "Not the name." }),
        });
        form["customer"]!["name"] = "Newname Ltd";
        await platform.AcceptedAsync("orderResubmit", new()
        {
            ["orderId"] = (string)order["id"]!,
            ["order"] = form,
            ["answers"] = new JsonArray(new JsonObject { ["finding"] = 1, ["askedPerson"] = "Ann Lee", ["verified"] = "The name." }),
        });

        Assert.Equal([(string)order["id"]!], await FindAsync(manager, "Newname corrected", order));
        Assert.Empty(await NowAsync(manager, new JsonObject { ["contains"] = "Oldname" }));
    }

    [Fact]
    public async Task Everybody_finds_only_visible_orders_and_other_conditions_hold_as_well()
    {
        var (manager, app, web) =
            (await site.AsAsync("manager", "ORDER_MANAGER"), await site.AsPlatformAsync("app"), await site.AsPlatformAsync("web"));
        var (mine, other) = (await SubmitAsync(English("seen-1", contact: "Visible Person")),
            await SubmitAsync(English("seen-2", contact: "Visible Person", platform: "web")));
        await FindAsync(manager, "visible seen-1", mine);
        await FindAsync(manager, "visible seen-2", other);
        var customer = new ApiClient(
            site.Url, await site.TokenAsync("--role", "CUSTOMER", "--subject", "buyer", "--customer", CustomerOf(mine).ToString("N")));
        var stranger = new ApiClient(
            site.Url, await site.TokenAsync("--role", "CUSTOMER", "--subject", "stranger", "--customer", new string('0', 32)));
        JsonObject visible = new() { ["contains"] = "visible" };

        Assert.Equal(2, (await NowAsync(manager, visible)).Count);
        Assert.Equal([(string)mine["id"]!], await NowAsync(app, visible));
        Assert.Equal([(string)other["id"]!], await NowAsync(web, visible));
        Assert.Contains((string)mine["id"]!, await NowAsync(customer, visible));
        Assert.Empty(await NowAsync(stranger, visible));
        Assert.Equal([(string)other["id"]!],
            await NowAsync(manager, new JsonObject { ["contains"] = "visible", ["platform"] = new JsonObject { ["eq"] = "web" } }));
        Assert.Empty(
            await NowAsync(manager, new JsonObject { ["contains"] = "visible", ["status"] = new JsonObject { ["eq"] = "CANCELLED" } }));
        Assert.Equal([(string)mine["id"]!], await NowAsync(manager, new JsonObject
        {
            ["and"] = new JsonArray(visible.DeepClone(), new JsonObject { ["not"] = new JsonObject { ["contains"] = "seen-2" } }),
        }));
    }

    [Fact]
    public async Task An_unsearchable_query_is_refused()
    {
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        foreach (var text in new[] { "", "a", "--", new string('x', 101) })
        {
            var answer = await manager.SendAsync(new JsonObject
            {
                ["query"] = "query Q($text: String) { orders(where: {contains: $text}) { nodes { id } } }",
                ["variables"] = new JsonObject { ["text"] = text },
            }.ToJsonString());
            Assert.Equal("BAD_USER_INPUT", answer.Code);
            Assert.Contains("where.contains", answer.Message);
        }
    }

    [Fact]
    public async Task Words_survive_a_crash_and_are_rebuilt_by_a_newer_version_without_a_customer_whose_key_is_destroyed()
    {
        await site.RestartAsProcessAsync();
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        List<JsonObject> orders = [];
        for (var i = 0; i < 15; i++)
            orders.Add(await SubmitAsync(English($"crash-{i}", name: $"Crashtest 第{i}分公司")));
        await site.Kill9Async();
        await site.StartAsync();
        await AllAsync();

        // The words are those of a version that folded otherwise.
        await site.Server.StopAsync();
        await site.Store.AgeSearchAsync();
        await site.StartAsync();
        await AllAsync();

        // The words and how far they go are forgotten, after the first customer's key was destroyed.
        await site.Server.StopAsync();
        await site.Store.ForgetSearchAsync();
        await site.Store.DestroyKeysAsync(CustomerOf(orders[0]));
        await site.StartAsync();
        Assert.Equal([(string)orders[0]["id"]!], await FindAsync(manager, (string)orders[0]["number"]!, orders[0]));
        for (var i = 1; i < orders.Count; i++)
            await FindAsync(manager, $"crash-{i}", orders[i]);
        Assert.Equal(orders.Count - 1, (await NowAsync(manager, new JsonObject { ["contains"] = "crashtest 分公司" })).Count);

        async Task AllAsync()
        {
            for (var i = 0; i < orders.Count; i++)
                await FindAsync(manager, $"crash-{i}", orders[i]);
            Assert.Equal(
                orders.Select(x => (string)x["id"]!).Reverse(), await NowAsync(manager, new JsonObject { ["contains"] = "crashtest 分公司" }));
        }
    }

    private async Task<JsonObject> SubmitAsync(JsonObject order) =>
        await (await site.AsPlatformAsync((string)order["platform"]!))
            .AcceptedAsync("orderSubmit", new() { ["order"] = order.DeepClone() });

    private static Guid CustomerOf(JsonObject order) =>
        GlobalId.TryDecode((string?)order["customer"]!["id"], "Customer", out var customer) ? customer : default;

    /// <summary>Searches until the order is found: its words may lag.</summary>
    private static async Task<List<string>> FindAsync(ApiClient client, string text, JsonObject order)
    {
        while (true)
        {
            var found = await NowAsync(client, new JsonObject { ["contains"] = text }, isSettled: false);
            if (found.Contains((string)order["id"]!))
                return found;
            await Polling.PauseAsync();
        }
    }

    // Three at a time. While words are still being written, the list and its count may differ.
    private static async Task<List<string>> NowAsync(ApiClient client, JsonObject where, bool isSettled = true)
    {
        List<string> found = [];
        for (string? after = null; ;)
        {
            var page = (await client.QueryAsync(
                Search, new() { ["where"] = where.DeepClone(), ["first"] = 3, ["after"] = after }))["orders"]!;
            found.AddRange(page["nodes"]!.AsArray().Select(x => (string)x!["id"]!));
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
            {
                Assert.True(!isSettled || found.Count == (int)page["totalCount"]!);
                return found;
            }
            after = (string?)page["pageInfo"]!["endCursor"];
        }
    }

    private static JsonObject English(
        string reference, string name = "Harbour Light Ltd", string contact = "Ann Lee Zoé", string street = "1 Quay Road",
        string deliverable = "Monthly report", string platform = "app")
    {
        var order = SampleSubmissions.Order(reference, platform);
        order["customer"]!["name"] = name;
        order["customer"]!["contactPerson"] = contact;
        order["customer"]!["phone"] = "+44 20 7946 0000";
        order["customer"]!["account"] = reference;
        order["customer"]!["address"]!["street"] = street;
        order["contract"]!["number"] = "C-2026/77";
        order["service"]!["requirements"] = "Run the servers.";
        order["service"]!["goals"] = new JsonArray("99.9 % available");
        order["service"]!["deliverables"] = new JsonArray(new JsonObject { ["name"] = deliverable, ["method"] = "WRITTEN_REPORT" });
        return order;
    }
}

public sealed class SearchScenariosOnSqlite(SqliteSite site) : SearchScenarios(site), IClassFixture<SqliteSite>;

public sealed class SearchScenariosOnPostgres(PostgresSite site) : SearchScenarios(site), IClassFixture<PostgresSite>;
