using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Testing.ProjectDesk;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A journal that the version before stored opens, verifies and goes on.</summary>
public abstract class StoredJournalScenarios(Site site, string backend)
{
    private readonly StoredJournal stored = new(backend);

    [Fact]
    public async Task A_journal_of_the_version_before_opens_verifies_and_goes_on()
    {
        await VerifyAsync();
        Assert.Equal(14, stored.Orders.Select(order => (string)order["status"]!).Distinct().Count()); // One in every status that there was.
        foreach (var order in stored.Orders)
            Assert.Equal(order.ToJsonString(), (await StoredJournal.OrderAsync(site, (string)order["id"]!)).ToJsonString());
        Assert.Equal(stored.Others.ToJsonString(), (await StoredJournal.OthersAsync(site)).ToJsonString());
        Assert.Contains(stored.Orders, order => (bool?)order["customer"]?["erased"] == true);

        await GoesOnAsync("RECEIVED", "reviewer", "ORDER_REVIEWER", "orderReviewClaim", "UNDER_REVIEW");
        await GoesOnAsync("ASSIGNMENT_PENDING", "approver", "ASSIGNMENT_APPROVER", "assignmentReject", "VERIFIED",
            ("reason", "They are needed elsewhere."));
        await GoesOnAsync("PLANNING", "he.pm", "PROJECT_MANAGER", "planSubmit", "PLAN_REVIEW", ("plan", Plan()));
        await GoesOnAsync("PLAN_REVIEW", "tang.leader", "SENIOR_LEADER", "planApprove", "IN_EXECUTION");
        await GoesOnAsync("IN_EXECUTION", "sales", "SALES", "orderCancellationRequest", "IN_EXECUTION", ("reason", "No need any more."));
        var begun = await (await site.AsPlatformAsync("app"))
            .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order("begun-later") });
        Assert.DoesNotContain((string)begun["number"]!, stored.Orders.Select(order => (string?)order["number"]));

        var (counted, parked) = await Recount.OfApiAsync(await site.AsAsync("count", "ORDER_MANAGER"));
        Assert.Equal(await Recount.OfJournalAsync(site.Store), counted);
        Assert.Equal(0, parked);
        await VerifyAsync();
        site.Server.AssertFaultless();
    }

    // A command on the first order that stands in a status, is not on hold, and whose customer is known.
    private async Task GoesOnAsync(
        string from, string subject, string role, string mutation, string to, params (string Name, JsonNode? Value)[] input)
    {
        var order = stored.Orders.First(order =>
            (string)order["status"]! == from && order["hold"] is null && (bool?)order["customer"]!["erased"] == false);
        var (id, revision) = ((string)order["id"]!, (int)order["revision"]!);

        var answered = await (await site.AsAsync(subject, role)).AcceptedAsync(mutation, On(id, input));

        Assert.Equal((to, revision + 1, (string)order["number"]!),
            ((string)answered["status"]!, (int)answered["revision"]!, (string)answered["number"]!));
        var (before, after) = (Timeline(order), Timeline(await StoredJournal.OrderAsync(site, id)));
        Assert.Equal(revision, before.Count);
        Assert.Equal(before, after[..^1]);
        Assert.Equal(Enumerable.Range(1, revision + 1), after.Select(x => (int)JsonNode.Parse(x)!["orderRevision"]!));
    }

    private async Task VerifyAsync()
    {
        var verified = await site.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    private static List<string> Timeline(JsonObject order) => [.. order["timeline"]!["nodes"]!.AsArray().Select(x => x!.ToJsonString())];
}

public sealed class StoredJournalOnSqlite(StoredSqliteSite site) : StoredJournalScenarios(site, "sqlite"), IClassFixture<StoredSqliteSite>;

public sealed class StoredJournalOnPostgres(StoredPostgresSite site) : StoredJournalScenarios(site, "postgres"),
IClassFixture<StoredPostgresSite>;
