using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrderGrains.Testing;
using static OrderGrains.Testing.ProjectDesk;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>An order's life from its submission to its execution, everybody with a token of their own: a team turned down, a lower-ranked
/// one taken, whose reservation expires before the approval renews it, a plan rejected once.
/// It ends the same when the server is killed after the commands, and each is sent again.</summary>
public abstract partial class LifeScenarios(Site site)
{
    private const int Seed = 20264;
    private const string HoldsNothing = "--Assignment:ReservationDays=0"; // A reservation has expired as soon as it is made.

    /// <summary>Whether the long tests are run.</summary>
    protected static bool IsLong { get; } = Environment.GetEnvironmentVariable("ORDERGRAINS_LONG") == "1";

    /// <summary>Whether the server is killed after a step.</summary>
    protected abstract bool KillsAfter(int step, Random random);

    [Fact]
    public async Task An_order_lives_from_submission_to_execution_and_killing_the_server_changes_nothing()
    {
        await site.RestartAsProcessAsync(HoldsNothing);
        var whole = await LiveAsync("life-1", 9, (_, _) => false);
        var killed = await LiveAsync("life-2", 10, KillsAfter);

        Assert.Equal(Whole(whole), Whole(killed));
        Assert.Contains("\"status\":\"IN_EXECUTION\"", Whole(killed), StringComparison.Ordinal);
        var verified = await site.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    private static IEnumerable<Step> Steps(string life, string best, string other, string week)
    {
        yield return new("reviewer", "ORDER_REVIEWER", "orderReviewClaim");
        yield return new("reviewer", "ORDER_REVIEWER", "orderReviewReturn",
            ("findings", new JsonArray(new JsonObject { ["path"] = "customer.phone", ["message"] = "Nobody answers." })));
        yield return new("manager", "ORDER_MANAGER", "orderResubmit", ("order", SampleSubmissions.Order(life)),
            ("answers", new JsonArray(
                new JsonObject { ["finding"] = 1, ["askedPerson"] = "Chen Zhiyuan", ["verified"] = "The phone is right." })));
        yield return new("reviewer", "ORDER_REVIEWER", "orderReviewClaim");
        yield return new("reviewer", "ORDER_REVIEWER", "orderVerify");
        yield return Proposal(best, week, null);
        yield return new("approver", "ASSIGNMENT_APPROVER", "assignmentReject", ("reason", "They are needed elsewhere."));
        yield return Proposal(other, week, "The others are needed elsewhere.");
        yield return new("approver", "ASSIGNMENT_APPROVER", "assignmentApprove");
        yield return new("luo.head", "DEPARTMENT_HEAD", "orderTeamConfirm", ("members", Members()));
        yield return new("he.pm", "PROJECT_MANAGER", "orderTeamMemberChange", ("member", Member("shen.qc", "TEAM_QC")),
            ("reason", "The customer asks for checks."));
        yield return new("luo.head", "DEPARTMENT_HEAD", "orderTeamMemberConfirm", ("person", "shen.qc"));
        yield return new("he.pm", "PROJECT_MANAGER", "orderKickoffHold", ("kickoff", Kickoff()));
        yield return new("xu.service", "SERVICE_STAFF", "orderKickoffDecisionComplete", ("decision", 1), ("note", "The keys came."));
        yield return new("he.pm", "PROJECT_MANAGER", "planSubmit", ("plan", Plan()));
        yield return new("manager", "ORDER_MANAGER", "planApprove");
        yield return new("tang.leader", "SENIOR_LEADER", "planReject", ("reason", "Too long."));
        yield return new("he.pm", "PROJECT_MANAGER", "planSubmit", ("plan", Plan("2026-05-22")));
        yield return new("tang.leader", "SENIOR_LEADER", "planApprove");
        yield return new("manager", "ORDER_MANAGER", "planApprove");
    }

    private static Step Proposal(string team, string week, string? reason) =>
        new("manager", "ORDER_MANAGER", "assignmentPropose", ("teamId", team), ("reason", reason),
        ("work", new JsonArray(new JsonObject { ["week"] = week, ["role"] = "SERVICE_STAFF", ["hours"] = "30" })));

    private async Task<JsonNode> LiveAsync(string life, int acceptedOrders, Func<int, Random, bool> kills)
    {
        var desk = new AssignmentDesk(site);
        await new ProjectDesk(site).RegisterAsync();
        // The better team is better than that of the life before, too, so that it comes out first.
        var (best, other) = (await desk.TeamAsync(life + "-best", 1_000, acceptedOrders: acceptedOrders),
            await desk.TeamAsync(life + "-other", 40, level: 1));
        var week = (string)(await desk.WeekAsync(best))["week"]!;
        var platform = await site.AsPlatformAsync("app");
        var order = (string)(await platform.AcceptedAsync("orderSubmit", new() { ["order"] = SampleSubmissions.Order(life) }))["id"]!;
        var random = new Random(Seed);
        foreach (var (number, step) in Steps(life, best, other, week).Index())
        {
            var input = On(order,
                [.. step.Input, ("idempotencyKey", JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"{life}-{number}")))]);
            var client = await site.AsAsync(step.Who, step.Role);
            Assert.False((bool)(await AcceptedAsync(client, step.Mutation, input))["replayed"]!, step.Mutation);
            if (step.Mutation == "assignmentPropose")
                Assert.Equal("EXPIRED", Assert.Single(await desk.ReservationsAsync((string)step.Input[0].Value!)).Status);
            if (!kills(number, random))
                continue;
            await site.Kill9Async();
            await site.StartProcessAsync(HoldsNothing);
            Assert.True((bool)(await AcceptedAsync(client, step.Mutation, input))["replayed"]!, step.Mutation);
        }
        // The capacity is exact: the team that was turned down has all of its own back, the other has booked what the order takes, once.
        Assert.Equal(1_000, AssignmentDesk.Hours(await desk.WeekAsync(best, x => AssignmentDesk.Hours(x, "free") == 1_000), "free"));
        Assert.Equal(10, AssignmentDesk.Hours(await desk.WeekAsync(other, x => AssignmentDesk.Hours(x, "committed") > 0), "free"));
        Assert.Empty(await desk.ReservationsAsync(best));
        Assert.Equal([(order, "COMMITTED", 30m)], await desk.ReservationsAsync(other));
        var auditor = await site.AsAsync("auditor", "AUDITOR");
        return (await auditor.QueryAsync(Everything, new() { ["id"] = order }))["order"]!;
    }

    private const string Everything = """
        query Q($id: ID!) { order(id: $id) {
          status revision roster { person role duties status proposedBy reason }
          kickoff { heldAt minutes participants { person group } decisions { text owner dueOn } }
          assignment { form { teamName reason work { week role hours } } refusals { teamName reason by } approval { by } }
          plan { version versions { number submittedBy tasks approvals { by orderManagement leader } rejection { by reason } } baseline {
            number version }
            tasks { id owner startsOn endsOn totalFloat } plannedValue { monday hours cost { amount } } }
          timeline(first: 100) { nodes { type actor orderRevision clause } }
        } }
        """;

    private static async Task<JsonObject> AcceptedAsync(ApiClient client, string mutation, JsonObject input)
    {
        var payload = await client.OrderAsync(mutation, input.DeepClone().AsObject());
        Assert.True(payload["errors"]!.AsArray().Count == 0, mutation + payload.ToJsonString());
        return payload;
    }

    // The two lives differ in nothing but their names.
    private static string Whole(JsonNode order) => LifeName().Replace(order.ToJsonString(), "life");

    [GeneratedRegex("life-[12]")]
    private static partial Regex LifeName();

    private sealed record Step(string Who, string Role, string Mutation, params (string Name, JsonNode? Value)[] Input);
}

/// <summary>Killed after a third of the commands; in the long run after every one.</summary>
public sealed class LifeOnSqlite(SqliteSite site) : LifeScenarios(site), IClassFixture<SqliteSite>
{
    protected override bool KillsAfter(int step, Random random) => IsLong || step % 3 == 0;
}

/// <summary>Killed after a fifth of the commands; in the long run after every one.</summary>
public sealed class LifeOnPostgres(PostgresSite site) : LifeScenarios(site), IClassFixture<PostgresSite>
{
    protected override bool KillsAfter(int step, Random random) => IsLong || random.Next(5) == 0;
}
