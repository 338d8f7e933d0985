using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Server.Tests.EndToEnd.AssignmentScenarios;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A dry run decides with everything that the call decides with, other records included, and reserves nothing. The site tries
/// every mutation before it is called.</summary>
public sealed class DryRunScenarios(TryingSite site) : IClassFixture<TryingSite>
{
    private readonly AssignmentDesk desk = new(site);

    [Fact]
    public async Task A_dry_run_refuses_a_proposal_beyond_the_teams_hours_and_reserves_nothing()
    {
        var manager = await desk.ManagerAsync();
        var (team, order) = (await desk.TeamAsync("tried", 120), await desk.VerifiedAsync("tried"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;

        Assert.Equal(["CAPACITY_EXCEEDED work R3.1.1"],
            Faults(await manager.OrderAsync("assignmentPropose", Tried(AssignmentDesk.Form(order, team, week, 2_400, "free")))));
        Assert.Empty(Faults(await manager.OrderAsync("assignmentPropose", Tried(AssignmentDesk.Form(order, team, week, 120, "free")))));

        Assert.Empty(await desk.ReservationsAsync(team));
    }

    [Fact]
    public async Task A_dry_run_of_an_approval_neither_books_nor_renews_and_one_of_a_proposal_releases_nothing()
    {
        var (manager, approver) = (await desk.ManagerAsync(), await desk.ApproverAsync());
        var (team, order) = (await desk.TeamAsync("held", 40), await desk.VerifiedAsync("held"));
        var week = (string)(await desk.WeekAsync(team))["week"]!;
        var form = AssignmentDesk.Form(order, team, week, 30, "free", key: "held");
        await manager.AcceptedAsync("assignmentPropose", (JsonObject)form.DeepClone());
        var revision = await RevisionAsync(team);

        Assert.Equal("ASSIGNED", (string?)(await approver.AcceptedAsync("assignmentApprove", Tried(On(order))))["status"]);
        await approver.AcceptedAsync("assignmentReject", Tried(On(order, ("reason", "needed elsewhere"))));
        form["idempotencyKey"] = "another";
        Assert.Equal(["STATE_CONFLICT  R3.2"], Faults(await manager.OrderAsync("assignmentPropose", Tried(form))));

        Assert.Equal([(order, "PENDING", 30m)], await desk.ReservationsAsync(team));
        Assert.Equal(revision, await RevisionAsync(team));
    }

    [Fact]
    public async Task A_dry_run_refuses_an_order_of_a_blocked_customer()
    {
        var platform = await site.AsPlatformAsync("app");
        var form = SampleSubmissions.Order("tried-blocked-1");
        (form["customer"]!["account"], form["customer"]!["name"]) = ("A-tried-blocked", "Tried and blocked Ltd");
        var customer = (string)(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form.DeepClone() }))["customer"]!["id"]!;
        await new CustomerRegister(site).CallAsync("FINANCE", "customerBlock", new() { ["customerId"] = customer, ["reason"] = "unpaid" });

        form["externalReference"] = "tried-blocked-2";
        Assert.Equal(["CUSTOMER_BLOCKED  "], Faults(await platform.OrderAsync("orderSubmit", Tried(new() { ["order"] = form }))));
    }

    [Fact]
    public async Task A_dry_run_of_a_bulk_tells_repeated_orders_from_conflicting_ones()
    {
        var platform = await site.AsPlatformAsync("app");
        var (twice, other) = (SampleSubmissions.Order("tried-twice"), SampleSubmissions.Order("tried-twice"));
        var (once, bad) = (SampleSubmissions.Order("tried-once"), SampleSubmissions.Order("tried-bad"));
        other["service"]!["requirements"] = "Something else.";
        bad["term"] = null;
        JsonArray orders = [bad, twice, once, other, twice.DeepClone(), SampleSubmissions.Order("tried-bad")];

        // The site compares the answer for each item with the answer of the call.
        var results = (await platform.QueryAsync(
            "mutation M($input: OrderBulkSubmitInput!) { orderBulkSubmit(input: $input) { results { replayed errors { code } } errors { "
                + "code } } }",
            new() { ["input"] = new JsonObject { ["orders"] = orders } }))["orderBulkSubmit"]!["results"]!.AsArray();

        Assert.Equal(
            ["False REQUIRED", "False ", "False ", "False IDEMPOTENCY_CONFLICT", "True ", "False "],
            from result in results
            let codes = result["errors"]!.AsArray().Select(error => (string)error!["code"]!).Distinct()
            select $"{result["replayed"]!.GetValue<bool>()} {string.Join(' ', codes)}");
    }

    [Fact]
    public async Task A_dry_run_of_a_submission_takes_no_number()
    {
        var sales = await site.AsAsync("seller", "SALES");
        var form = SampleSubmissions.Order("tried-draft");
        (form["platform"], form["externalReference"]) = (null, null);
        form["contract"]!["acknowledgement"] =
            new JsonObject { ["by"] = "Chen Zhiyuan", ["at"] = "2026-01-04", ["method"] = "ON_SITE", ["explainedBy"] = "Li Na" };
        var draft = (string)(await sales.AcceptedAsync(
            "orderDraftCreate", new() { ["order"] = form.DeepClone(), ["idempotencyKey"] = "tried-draft" }))["id"]!;

        var tried = await sales.AcceptedAsync("orderSubmit", Tried(new() { ["draftId"] = draft }));
        var whole = await sales.AcceptedAsync("orderSubmit", Tried(new() { ["order"] = form }));

        Assert.Equal((null, null), ((string?)tried["number"], (string?)whole["number"]));
        Assert.NotNull((string?)(await sales.AcceptedAsync("orderSubmit", new() { ["draftId"] = draft }))["number"]);
    }

    private static JsonObject Tried(JsonObject input)
    {
        input["dryRun"] = true;
        return input;
    }

    private async Task<int> RevisionAsync(string team) =>
        (int)(await (await desk.ManagerAsync()).QueryAsync($"{{ team(id: \"{team}\") {{ revision }} }}"))["team"]!["revision"]!;
}
