using System.Text.Json.Nodes;
using OrderGrains.Testing;
using static OrderGrains.Testing.ProjectDesk;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Stores the journals that the next version must open: <c>dotnet run --project tests/OrderGrains.Server.Tests --
/// record-journals</c>.</summary>
internal static class JournalRecorder
{
    public const string Verb = "record-journals";

    /// <summary>Replaces the stored journals of both backends by ones of this version.</summary>
    public static async Task<int> RunAsync()
    {
        await using var cluster = new PostgresCluster();
        await using (var site = new SqliteSite())
        {
            await site.InitializeAsync();
            await new StoredJournal("sqlite").SaveAsync(site, await LiveAsync(site));
        }
        await using (var site = new PostgresSite(cluster))
        {
            await site.InitializeAsync();
            await new StoredJournal("postgres").SaveAsync(site, await LiveAsync(site), await cluster.ServerAsync());
        }
        return 0;
    }

    /// <summary>Leaves an order in every status, some on hold, one of an erased customer.</summary>
    /// <returns>The ids of the orders.</returns>
    private static async Task<List<string>> LiveAsync(Site site)
    {
        await site.Server.StopAsync();
        await site.StartAsync([.. StoredJournal.LongDeadlines]);
        var (assignment, project) = (new AssignmentDesk(site), new ProjectDesk(site));
        var (manager, reviewer, sales) =
            (await project.ManagerAsync(), await site.AsAsync("reviewer", "ORDER_REVIEWER"), await site.AsAsync("sales", "SALES"));
        List<string> orders = [];

        var draft = new JsonObject
        {
            ["order"] = new JsonObject { ["customer"] = new JsonObject { ["name"] = "海纳 Ltd" } },
            ["idempotencyKey"] = "draft"
        };
        orders.Add((string)(await sales.AcceptedAsync("orderDraftCreate", draft))["id"]!);
        draft["idempotencyKey"] = "discarded";
        orders.Add((string)(await sales.AcceptedAsync("orderDraftCreate", draft))["id"]!);
        await sales.AcceptedAsync("orderDraftDiscard", On(orders[^1]));

        orders.Add(await SubmittedAsync("received"));
        orders.Add(await SubmittedAsync("held"));
        await manager.AcceptedAsync("orderHold", Hold(orders[^1]));
        orders.Add(await ClaimedAsync("under-review"));
        orders.Add(await ClaimedAsync("correction"));
        await reviewer.AcceptedAsync("orderReviewReturn",
            On(orders[^1], ("findings", new JsonArray(new JsonObject { ["path"] = "customer.phone", ["message"] = "Nobody answers." }))));
        orders.Add(await ClaimedAsync("rejected"));
        await reviewer.AcceptedAsync("orderReject", On(orders[^1], ("reason", "No such service.")));
        orders.Add(await SubmittedAsync("cancelled"));
        await sales.AcceptedAsync("orderCancellationRequest", On(orders[^1], ("reason", "No need any more.")));
        await manager.AcceptedAsync("orderCancellationDecide", On(orders[^1], ("approve", true), ("reason", "No cost so far.")));

        orders.Add(await assignment.VerifiedAsync("verified"));
        orders.Add(await assignment.VerifiedAsync("pending"));
        var team = await assignment.TeamAsync("Team pending", 40);
        var week = (string)(await assignment.WeekAsync(team))["week"]!;
        await manager.AcceptedAsync("assignmentPropose", AssignmentDesk.Form(orders[^1], team, week, 10, "has time"));
        orders.Add(await project.AssignedAsync("assigned"));
        orders.Add(await project.TeamReadyAsync("team-ready"));
        orders.Add(await project.PlanningAsync("planning"));
        orders.Add(await project.PlanReviewAsync("plan-held"));
        await manager.AcceptedAsync("orderHold", Hold(orders[^1]));
        orders.Add(await project.PlanReviewAsync("plan-review"));
        await manager.AcceptedAsync("planApprove", On(orders[^1]));
        orders.Add(await project.PlanReviewAsync("in-execution"));
        await manager.AcceptedAsync("planApprove", On(orders[^1]));
        await (await project.LeaderAsync()).AcceptedAsync("planApprove", On(orders[^1]));

        var register = new CustomerRegister(site);
        var platform = await site.AsPlatformAsync("app");
        List<string> customers = [];
        foreach (var name in new[] { "Slow Payer Ltd", "Gone Ltd" })
        {
            var form = CustomerRegister.Order(name, name, name, $"+86 10 5555 000{customers.Count}");
            var order = await platform.AcceptedAsync("orderSubmit", new() { ["order"] = form });
            orders.Add((string)order["id"]!);
            customers.Add((string)order["customer"]!["id"]!);
            await register.WithOrdersAsync(customers[^1], 1);
        }
        await register.AcceptedAsync("FINANCE", "customerBlock", new() { ["customerId"] = customers[0], ["reason"] = "Unpaid bills." });

        // All that follow the journal have caught up when the last customer's key is destroyed.
        await Recount.OfApiAsync(manager);
        await site.Server.StopAsync();
        await site.Store.DestroyKeysAsync(GlobalId.TryDecode(customers[1], "Customer", out var customer) ? customer : default);
        await site.StartAsync([.. StoredJournal.LongDeadlines]);
        return orders;

        static JsonObject Hold(string order) =>
            On(order, ("kind", "INTERNAL"), ("reason", "A question."), ("expectedResume", "2199-12-31"));

        async Task<string> SubmittedAsync(string reference) =>
            (string)(await (await site.AsPlatformAsync("app"))
                .AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order(reference) }))["id"]!;

        async Task<string> ClaimedAsync(string reference)
        {
            var order = await SubmittedAsync(reference);
            await reviewer.AcceptedAsync("orderReviewClaim", On(order));
            return order;
        }
    }
}
