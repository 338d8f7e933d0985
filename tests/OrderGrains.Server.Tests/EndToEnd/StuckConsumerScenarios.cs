using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A kind of consumer can apply nothing for a while: the others go on, and it misses nothing.</summary>
public abstract class StuckConsumerScenarios(Site site)
{
    private const string Lag = """{ statistics(from: "2000-01", to: "2099-12") { lag } }""";
    private const string Item = "query Q($id: ID!) { feedbackItems(where: { orderId: { eq: $id } }) { nodes { status } } }";

    // By default, Orleans skips an event that it could not deliver for a minute.
    private static readonly TimeSpan Lasting =
        TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("ORDERGRAINS_LONG") == "1" ? 300 : 1);

    [Fact]
    public async Task Statistics_and_feedback_do_not_wait_for_each_other_and_go_on_when_they_can()
    {
        var (service, manager) = (await site.AsAsync("service", "CUSTOMER_SERVICE"), await site.AsAsync("manager", "ORDER_MANAGER"));
        Assert.Equal(0, await LagAsync()); // Every partition's statistics are there, and have counted no month yet.

        await site.Store.ExecuteOnConsumersAsync("alter table orleans_state rename to orleans_state_away");
        var orders = await WhileStuckAsync("uncounted", async order =>
        {
            await Polling.UntilAsync(async () => await ItemsAsync(order) == 1);
            Assert.NotEqual(0, await LagAsync());
        });
        await site.Store.ExecuteOnConsumersAsync("alter table orleans_state_away rename to orleans_state");
        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);

        await site.Store.ExecuteOnConsumersAsync("alter table feedback_item rename to feedback_item_away");
        orders.AddRange(await WhileStuckAsync("unasked", async _ =>
            Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines)));
        await site.Store.ExecuteOnConsumersAsync("alter table feedback_item_away rename to feedback_item");
        foreach (var order in orders)
            await Polling.UntilAsync(async () => await ItemsAsync(order) == 1);

        async Task<int> LagAsync() => (int)(await manager.QueryAsync(Lag))["statistics"]!["lag"]!;
        async Task<int> ItemsAsync(string order) =>
            (await service.QueryAsync(Item, new() { ["id"] = order }))["feedbackItems"]!["nodes"]!.AsArray().Count;
    }

    // An order at the beginning and one at the end.
    private async Task<List<string>> WhileStuckAsync(string name, Func<string, Task> flows)
    {
        using var lasting = new PeriodicTimer(Lasting);
        List<string> orders = [];
        do
        {
            orders.Add(await VerifiedAsync($"{name}-{orders.Count}"));
            await flows(orders[^1]);
        }
        while (orders.Count < 2 && await lasting.WaitForNextTickAsync(TestContext.Current.CancellationToken));
        return orders;
    }

    private async Task<string> VerifiedAsync(string reference)
    {
        var (platform, reviewer) = (await site.AsPlatformAsync("app"), await site.AsAsync("reviewer", "ORDER_REVIEWER"));
        var order = (string)(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order(reference) }))["id"]!;
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = order });
        await reviewer.AcceptedAsync("orderVerify", new() { ["orderId"] = order });
        return order;
    }
}

public sealed class StuckConsumersOnSqlite(SqliteSite site) : StuckConsumerScenarios(site), IClassFixture<SqliteSite>;

public sealed class StuckConsumersOnPostgres(PostgresSite site) : StuckConsumerScenarios(site), IClassFixture<PostgresSite>;
