using System.Text.Json.Nodes;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Orders are counted from the journal, each exactly once, whatever happens to who counts.</summary>
public abstract class StatisticsScenarios(Site site)
{
    private const string Parked = "{ parkedEvents { consumer partition position stream version type reason } }";
    private const string Resume = "mutation M($input: ParkedEventResumeInput!) { parkedEventResume(input: $input) { parkedEvent { position version reason } errors { code } } }";

    [Fact]
    public async Task An_event_that_cannot_be_counted_is_parked_with_the_orders_later_ones_and_counted_when_it_is_resumed()
    {
        var (platform, reviewer, admin) = (await site.AsPlatformAsync("app"), await site.AsAsync("reviewer", "ORDER_REVIEWER"), await site.AsAsync("admin", "ADMIN"));
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        for (var i = 0; i < 20; i++)
            await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order($"park-{i}") });
        var spoiled = (string)(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("spoiled") }))["id"]!;
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = spoiled });
        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);

        // The counts are forgotten, and an event that none can read is in the way of making them anew.
        await site.Server.Kill9Async();
        await site.Store.ForgetConsumersAsync();
        var (stream, facts) = await site.Store.SpoilFactsAsync("order.submitted");
        await site.StartAsync();

        var (lines, parked) = await Recount.OfApiAsync(manager);
        Assert.Equal(1, parked);
        Assert.Equal(await Recount.OfJournalAsync(site.Store, stream), lines);
        // Others may park it as well: an order whose chain is broken is read by nobody.
        var found = Assert.Single((await admin.QueryAsync(Parked))["parkedEvents"]!.AsArray(), x => (string)x!["consumer"]! == "statistics")!;
        Assert.Equal((stream, 1, "order.submitted"), ((string)found["stream"]!, (int)found["version"]!, (string)found["type"]!));

        // Resumed too early, it is parked again; once it can be read, it is counted with what came after it.
        JsonObject input = new() { ["consumer"] = "statistics", ["partition"] = (int)found["partition"]!, ["position"] = (string)found["position"]! };
        Assert.Equal(1, (int)(await ResumeAsync())["parkedEvent"]!["version"]!);
        await site.Store.RestoreFactsAsync(stream, facts);
        Assert.Null((await ResumeAsync())["parkedEvent"]);
        Assert.Equal("NOT_FOUND", (string?)(await ResumeAsync())["errors"]![0]!["code"]);
        (lines, parked) = await Recount.OfApiAsync(manager);
        Assert.Equal(0, parked);
        Assert.Equal(await Recount.OfJournalAsync(site.Store), lines);

        async Task<JsonNode> ResumeAsync() => (await admin.QueryAsync(Resume, new JsonObject { ["input"] = input.DeepClone() }))["parkedEventResume"]!;
    }

    [Fact]
    public async Task What_was_counted_before_a_restart_is_stored_and_gone_on_with()
    {
        var (platform, manager) = (await site.AsPlatformAsync("app"), await site.AsAsync("manager", "ORDER_MANAGER"));
        for (var i = 0; i < 10; i++)
            await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order($"before-{i}") });
        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);

        Assert.Equal(0, await site.Server.StopAsync());
        await site.StartAsync();
        await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("after") });

        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);
    }

    [Fact]
    public async Task A_journal_that_was_restored_from_an_older_backup_is_counted_anew()
    {
        var (platform, manager) = (await site.AsPlatformAsync("web"), await site.AsAsync("manager", "ORDER_MANAGER"));
        for (var i = 0; i < 40; i++)
            await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order($"lost-{i}", "web") });
        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);

        await site.Server.StopAsync();
        await site.Store.ExecuteAsync("delete from event where position > 1");
        await site.StartAsync();

        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);
        Assert.Contains("restored from an older backup", site.Server.Output, StringComparison.Ordinal);
    }
}

public sealed class StatisticsOnSqlite(SqliteSite site) : StatisticsScenarios(site), IClassFixture<SqliteSite>;

public sealed class StatisticsOnPostgres(PostgresSite site) : StatisticsScenarios(site), IClassFixture<PostgresSite>;
