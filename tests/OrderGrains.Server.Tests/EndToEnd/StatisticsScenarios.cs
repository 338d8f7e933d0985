using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Orders are counted from the journal, each exactly once, despite crashes of the consumer.</summary>
public abstract class StatisticsScenarios(Site site)
{
    private const string Parked = "{ parkedEvents { consumer partition position stream version type reason } }";
    private const string Resume =
        "mutation M($input: ParkedEventResumeInput!) { parkedEventResume(input: $input) { parkedEvent { position version reason } errors { "
            + "code } } }";
    private static readonly string[] Kinds = ["customers", "deadlines", "feedback", "search", "statistics", "teams"];

    [Fact]
    public async Task An_event_that_cannot_be_counted_is_parked_with_the_orders_later_ones_and_counted_when_it_is_resumed()
    {
        var (platform, reviewer, admin) =
            (await site.AsPlatformAsync("app"), await site.AsAsync("reviewer", "ORDER_REVIEWER"), await site.AsAsync("admin", "ADMIN"));
        var manager = await site.AsAsync("manager", "ORDER_MANAGER");
        for (var i = 0; i < 20; i++)
            await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order($"park-{i}") });
        var spoiled =
            (string)(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("spoiled") }))["id"]!;
        await reviewer.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = spoiled });
        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);

        // The counts are deleted, and an unreadable event blocks their rebuild.
        await site.Server.StopAsync();
        await site.Store.ForgetConsumersAsync();
        var (stream, facts) = await site.Store.SpoilFactsAsync("order.submitted");
        await site.StartAsync();

        var (lines, parked) = await Recount.OfApiAsync(manager);
        Assert.Equal(1, parked);
        Assert.Equal(await Recount.OfJournalAsync(site.Store, stream), lines);
        // Others may park it as well: an order whose chain is broken is read by nobody.
        var found = Assert.Single((await admin.QueryAsync(Parked))["parkedEvents"]!.AsArray(), x =>
            (string)x!["consumer"]! == "statistics")!;
        Assert.Equal((stream, 1, "order.submitted"), ((string)found["stream"]!, (int)found["version"]!, (string)found["type"]!));

        // Resumed too early, it is parked again; once it can be read, it is counted with the later events.
        JsonObject input =
            new() { ["consumer"] = "statistics", ["partition"] = (int)found["partition"]!, ["position"] = (string)found["position"]! };
        Assert.Equal(1, (int)(await ResumeAsync())["parkedEvent"]!["version"]!);
        await site.Store.RestoreFactsAsync(stream, facts);
        Assert.Null((await ResumeAsync())["parkedEvent"]);
        Assert.Equal("NOT_FOUND", (string?)(await ResumeAsync())["errors"]![0]!["code"]);
        (lines, parked) = await Recount.OfApiAsync(manager);
        Assert.Equal(0, parked);
        Assert.Equal(await Recount.OfJournalAsync(site.Store), lines);

        async Task<JsonNode> ResumeAsync() =>
            (await admin.QueryAsync(Resume, new JsonObject { ["input"] = input.DeepClone() }))["parkedEventResume"]!;
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_parked_by_every_consumer_with_an_alarm_and_the_other_orders_are_counted()
    {
        var (platform, manager, admin) =
            (await site.AsPlatformAsync("app"), await site.AsAsync("manager", "ORDER_MANAGER"), await site.AsAsync("admin", "ADMIN"));
        await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("before the unknown") });

        await site.Server.StopAsync();
        var stream = await site.Store.PlantUnknownAsync("order.unheard-of");
        await site.StartAsync();
        for (var i = 0; i < 20; i++)
            await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order($"after the unknown {i}") });

        var (lines, parked) = await Recount.OfApiAsync(manager);
        Assert.Equal(await Recount.OfJournalAsync(site.Store, stream), lines);
        Assert.Equal(1, parked);
        List<JsonNode?> found = [];
        await Polling.UntilAsync(async () =>
        {
            found = [.. (await admin.QueryAsync(Parked))["parkedEvents"]!.AsArray().Where(x => (string)x!["stream"]! == stream)];
            return found.Count >= Kinds.Length;
        });
        Assert.Equal(Kinds, found.Select(x => (string)x!["consumer"]!).Order());
        Assert.All(found, x => Assert.Equal("order.unheard-of", (string)x!["type"]!));
        Assert.All(found, x => Assert.Contains("unknown to this version", (string)x!["reason"]!, StringComparison.Ordinal));
        Assert.Matches("crit: .*\n.*cannot apply the event.*order.unheard-of", site.Server.Output);

        // As if it had never been, for the other tests.
        await site.Server.StopAsync();
        await site.Store.ExecuteAsync("delete from event where type = 'order.unheard-of'");
        await site.Store.ForgetConsumersAsync();
        await site.StartAsync();
    }

    [Fact]
    public async Task Counts_that_a_newer_version_of_the_program_has_stored_are_left_alone_and_nothing_is_skipped()
    {
        const string Ours = "\"version\":2,";
        const string Newer = "\"version\":99,";
        var (platform, manager) = (await site.AsPlatformAsync("app"), await site.AsAsync("manager", "ORDER_MANAGER"));
        for (var i = 0; i < 20; i++)
            await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order($"older {i}") });
        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);
        await site.Server.StopAsync();
        var stored = await site.Store.RewriteStatesAsync(Ours, Newer);
        Assert.True(stored > 0);

        await site.StartAsync();
        await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("in between") });
        var answer = await manager.SendAsync("""{"query":"{ statistics(from: \"2026-01\", to: \"2026-12\") { lag } }"}""");
        Assert.Equal("NEWER_VERSION", answer.Code);
        Assert.Matches("crit: .*\n.*has stored its state in version 99, but this program knows only version 2\\.", site.Server.Output);
        Assert.Equal(0, await site.Server.StopAsync());

        Assert.Equal(stored, await site.Store.RewriteStatesAsync(Newer, Ours));
        await site.StartAsync();
        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);
    }

    [Fact]
    public async Task Counts_of_an_older_version_are_rebuilt()
    {
        var (platform, manager) = (await site.AsPlatformAsync("app"), await site.AsAsync("manager", "ORDER_MANAGER"));
        for (var i = 0; i < 20; i++)
            await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order($"old {i}") });
        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);
        await site.Server.StopAsync();
        Assert.True(await site.Store.RewriteStatesAsync("\"version\":2,", "\"version\":1,") > 0);
        Assert.True(await site.Store.RewriteStatesAsync("\"orders\":", "\"orders\":1") > 0); // Counted by an older rule.

        await site.StartAsync();

        Assert.Equal(await Recount.OfJournalAsync(site.Store), (await Recount.OfApiAsync(manager)).Lines);
    }

    [Fact]
    public async Task Counts_are_stored_at_a_stop_and_continued_after_the_restart()
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
    public async Task A_journal_restored_from_an_older_backup_is_counted_again()
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
