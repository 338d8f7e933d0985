using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Lists as Relay reads them.</summary>
public sealed class RelayScenarios(ConformanceServer server) : IClassFixture<ConformanceServer>
{
    private const int Records = 5;   // three pages of two

    private const string Made = """
        { customers { nodes { id } } feedbackItems { nodes { id } } viewer { tasks { nodes { kind order { status } } } notifications { nodes
          { id } } } }
        """;

    [Fact]
    public async Task Relay_pages_every_connection_and_fetches_it_again()
    {
        var (staff, platform) =
            (new ApiClient(new Uri(server.Url), server.StaffToken()), new ApiClient(new Uri(server.Url), server.Token()));
        List<JsonObject> orders = [];
        for (var i = 0; i < Records; i++)
        {
            orders.Add(await SubmitAsync(platform, $"one-{i}", "account"));
            var verified = (string)(await SubmitAsync(platform, $"other-{i}", $"account-{i}"))["id"]!;
            await staff.AcceptedAsync("orderReviewClaim", new() { ["orderId"] = verified });
            await staff.AcceptedAsync("orderVerify", new() { ["orderId"] = verified });
            await RegisterAsync(staff, i);
        }
        var order = (string)orders[0]["id"]!;
        foreach (var step in (string[])["orderReviewClaim", "orderReviewRelease", "orderReviewClaim"])
            await staff.AcceptedAsync(step, new() { ["orderId"] = order });
        await Polling.UntilAsync(async () => IsMade(await staff.QueryAsync(Made)));

        NodeProcess.AssertAllPass(
            10, await NodeProcess.RunAsync("relay.mjs", server.Url, server.StaffToken(), order, (string)orders[0]["customer"]!["id"]!));
    }

    // Consumers apply the journal a moment after the answers: a list that is read page by page must not grow meanwhile.
    private static bool IsMade(JsonObject data)
    {
        var (viewer, tasks) = (data["viewer"]!, data["viewer"]!["tasks"]!["nodes"]!.AsArray());
        return data["customers"]!["nodes"]!.AsArray().Count == Records + 1 && data["feedbackItems"]!["nodes"]!.AsArray().Count == Records
            && viewer["notifications"]!["nodes"]!.AsArray().Count >= 2 * Records
                && tasks.Count(task => (string?)task!["kind"] == "REVIEW") == Records
            && tasks.Any(task => (string?)task!["order"]!["status"] == "UNDER_REVIEW");
    }

    private static Task<JsonObject> SubmitAsync(ApiClient platform, string reference, string account)
    {
        var form = SampleSubmissions.Order(reference);
        form["customer"]!["account"] = account;
        return platform.AcceptedAsync("orderSubmit", new() { ["order"] = form });
    }

    private static async Task RegisterAsync(ApiClient staff, int number)
    {
        await AssignmentDesk.AcceptedAsync(staff, "teamCreate", "team", new()
        {
            ["team"] = new JsonObject
            {
                ["name"] = $"Team {number}",
                ["department"] = "Project department 1",
                ["skills"] = new JsonArray(new JsonObject { ["code"] = "SYSTEMS", ["level"] = 3 }),
            },
            ["idempotencyKey"] = $"team-{number}",
        });
        await AssignmentDesk.AcceptedAsync(staff, "staffMemberSet", "staffMember", new()
        {
            ["subject"] = $"person-{number}",
            ["member"] = new JsonObject
            {
                ["name"] = $"Person {number}",
                ["departments"] = new JsonArray("Project department 1"),
                ["roles"] = new JsonArray("SERVICE_STAFF")
            },
        });
    }
}
