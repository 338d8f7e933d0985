using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Customer service receives each order to ask about exactly once, despite crashes of the consumer (R9.1).</summary>
public abstract class FeedbackScenarios(Site site)
{
    private const string Items =
        "query Q($where: FeedbackFilterInput, $first: Int, $after: String) { feedbackItems(where: $where, first: $first, after: $after) { "
        + "nodes { id kind status channel openedAt dueAt closedAt orderId customerId order { number status customer { id } } } totalCount "
            + "pageInfo { hasNextPage endCursor } } }";

    [Fact]
    public async Task The_customer_of_a_verified_order_is_to_be_welcomed_exactly_once()
    {
        await site.RestartAsProcessAsync();
        var service = await site.AsAsync("service", "CUSTOMER_SERVICE");
        var (verified, received) = (await VerifiedAsync("welcome"), await SubmitAsync("not-yet"));

        var item = await ItemAsync(service, verified);
        Assert.Equal(("WELCOME_CONTACT", "OPEN", null, null, null),
            ((string)item["kind"]!, (string)item["status"]!, (string?)item["channel"], (string?)item["dueAt"], (string?)item["closedAt"]));
        Assert.Equal((verified, "VERIFIED", (string)item["customerId"]!),
            ((string)item["orderId"]!, (string)item["order"]!["status"]!, (string)item["order"]!["customer"]!["id"]!));
        Assert.Empty(await ListAsync(service, OfOrder(received)));

        // Killed, and everything delivered once more.
        await site.Kill9Async();
        await site.Store.ExecuteOnConsumersAsync("delete from consumer_position where kind = 'feedback'");
        await site.StartAsync();
        var later = await VerifiedAsync("welcome-later");
        await ItemAsync(service, later);
        await site.Server.StopAsync();
        await site.StartAsync();
        Assert.Equal(item.ToJsonString(), (await ItemAsync(service, verified)).ToJsonString());

        // The items are rebuilt.
        await site.Server.StopAsync();
        await site.Store.ExecuteOnConsumersAsync("delete from feedback_item; delete from consumer_position where kind = 'feedback'");
        await site.StartAsync();
        Assert.Equal(item.ToJsonString(), (await ItemAsync(service, verified)).ToJsonString());
    }

    [Fact]
    public async Task The_customer_of_a_cancelled_order_is_no_longer_asked()
    {
        var (lead, sales, manager) = (await site.AsAsync("lead", "CUSTOMER_SERVICE_LEAD"), await site.AsAsync("sales", "SALES"),
            await site.AsAsync("manager", "ORDER_MANAGER"));
        var order = await VerifiedAsync("cancelled");
        await ItemAsync(lead, order);
        await sales.AcceptedAsync("orderCancellationRequest", new() { ["orderId"] = order, ["reason"] = "It changed its mind." });
        await manager.AcceptedAsync(
            "orderCancellationDecide", new() { ["orderId"] = order, ["approve"] = true, ["reason"] = "No cost so far." });

        var item = await ItemAsync(lead, order, "CANCELLED");

        Assert.NotNull((string?)item["closedAt"]);
        Assert.DoesNotContain(await ListAsync(lead, new JsonObject { ["status"] = new JsonObject { ["eq"] = "OPEN" } }), x =>
            (string)x["orderId"]! == order);
    }

    [Fact]
    public async Task Items_are_listed_page_by_page_for_those_who_may_see_them()
    {
        var auditor = await site.AsAsync("auditor", "AUDITOR");
        List<string> orders = [];
        for (var i = 0; i < 7; i++)
            orders.Add(await VerifiedAsync($"listed-{i}"));
        foreach (var order in orders)
            await ItemAsync(auditor, order);
        JsonObject these = new()
        {
            ["orderId"] = new JsonObject { ["in"] = new JsonArray([.. orders.Select(x => (JsonNode)x)]) },
            ["kind"] = new JsonObject { ["eq"] = "WELCOME_CONTACT" },
            ["status"] = new JsonObject { ["in"] = new JsonArray("OPEN", "CANCELLED") },
        };

        Assert.Equal(orders.AsEnumerable().Reverse(), (await ListAsync(auditor, these)).Select(x => (string)x["orderId"]!));
        foreach (var client in new[] { await site.AsPlatformAsync("app"), await site.AsAsync("buyer", "CUSTOMER"),
            await site.AsAsync("clerk", "FINANCE") })
            Assert.Equal("FORBIDDEN",
                (await client.SendAsync(new JsonObject { ["query"] = "{ feedbackItems { nodes { id } } }" }.ToJsonString())).Code);
    }

    private static JsonObject OfOrder(string order) => new() { ["orderId"] = new JsonObject { ["eq"] = order } };

    /// <summary>Reads until the order has its one item: it may lag.</summary>
    private static async Task<JsonObject> ItemAsync(ApiClient client, string order, string status = "OPEN")
    {
        while (true)
        {
            var items = await ListAsync(client, OfOrder(order), isSettled: false);
            if (items.Any(x => (string)x["status"]! == status))
                return Assert.Single(items);
            await Polling.PauseAsync();
        }
    }

    // Two at a time. While an item is being written, the list and its count may differ.
    private static async Task<List<JsonObject>> ListAsync(ApiClient client, JsonObject where, bool isSettled = true)
    {
        List<JsonObject> items = [];
        for (string? after = null; ;)
        {
            var page = (await client.QueryAsync(
                Items, new() { ["where"] = where.DeepClone(), ["first"] = 2, ["after"] = after }))["feedbackItems"]!;
            items.AddRange(page["nodes"]!.AsArray().Select(x => x!.AsObject()));
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
            {
                Assert.True(!isSettled || items.Count == (int)page["totalCount"]!);
                return items;
            }
            after = (string?)page["pageInfo"]!["endCursor"];
        }
    }

    private async Task<string> VerifiedAsync(string reference)
    {
        var reviewer = await site.AsAsync("reviewer", "ORDER_REVIEWER");
        var order = await SubmitAsync(reference);
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = order });
        await reviewer.AcceptedAsync("orderVerify", new() { ["orderId"] = order });
        return order;
    }

    private async Task<string> SubmitAsync(string reference) =>
        (string)(await (await site.AsPlatformAsync("app"))
            .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order(reference) }))["id"]!;
}

public sealed class FeedbackOnSqlite(SqliteSite site) : FeedbackScenarios(site), IClassFixture<SqliteSite>;

public sealed class FeedbackOnPostgres(PostgresSite site) : FeedbackScenarios(site), IClassFixture<PostgresSite>;
