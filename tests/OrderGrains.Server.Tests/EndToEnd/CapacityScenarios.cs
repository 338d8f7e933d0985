using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Concurrent assignments and crashes never exceed the capacity of a team and leave no orphaned reservation (R3.1.1).</summary>
public abstract class CapacityScenarios(Site site)
{
    private const int Orders = 500, Teams = 10, Capacity = 400, Hours = 10, KilledAfter = 120;
    private readonly AssignmentDesk desk = new(site);

    [Fact]
    public async Task Five_hundred_proposals_at_once_never_exceed_a_team_and_a_crash_leaves_no_orphan()
    {
        await site.RestartAsProcessAsync();
        var manager = await desk.ManagerAsync();
        var teams = new string[Teams];
        for (var i = 0; i < Teams; i++)
            teams[i] = await desk.TeamAsync($"crowd-{i}", Capacity);
        var week = (string)(await desk.WeekAsync(teams[0]))["week"]!;
        var orders = await VerifiedAsync();

        var answered = 0;
        var killing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var outcomes = new ConcurrentDictionary<string, string>();
        var restarted = RestartAsync(killing.Task);
        await Task.WhenAll(orders.Select((order, i) => ProposeAsync(order, teams[i % Teams], i)));

        await restarted;
        var held = new List<(string Team, string Order)>();
        foreach (var team in teams)
        {
            var reservations = await desk.ReservationsAsync(team);
            Assert.InRange(reservations.Sum(x => x.Hours), 0, Capacity);
            Assert.Equal(Capacity / Hours, reservations.Count);
            held.AddRange(reservations.Select(x => (team, x.Order)));
        }
        Assert.Equal(Teams * Capacity / Hours, outcomes.Values.Count(x => x.Length == 0));
        Assert.All(outcomes.Values.Where(x => x.Length > 0), code => Assert.Equal("CAPACITY_EXCEEDED", code));
        Assert.Equal(outcomes.Where(x => x.Value.Length == 0).Select(x => x.Key).Order(StringComparer.Ordinal),
            held.Select(x => x.Order).Order(StringComparer.Ordinal));
        Assert.Equal(held.Order(), (await PendingAsync(manager)).Order());

        async Task ProposeAsync(string order, string team, int i)
        {
            while (true)
            {
                try
                {
                    var payload = await manager.OrderAsync(
                        "assignmentPropose", AssignmentDesk.Form(order, team, week, Hours, "by turns", key: $"crowd-{i}"));
                    var code = payload["errors"]!.AsArray().Select(x => (string)x!["code"]!).FirstOrDefault() ?? "";
                    if (code is "OVERLOADED" or "OUTCOME_UNKNOWN" or "UNAVAILABLE")
                        continue;
                    outcomes[order] = code;
                    if (Interlocked.Increment(ref answered) == KilledAfter)
                        killing.SetResult();
                    return;
                }
                catch (HttpRequestException)
                {
                    await restarted; // The server is gone: the same again, under the same key, when it is back.
                }
            }
        }
    }

    private async Task RestartAsync(Task killing)
    {
        await killing;
        await site.Kill9Async();
        await site.StartAsync();
    }

    private async Task<List<string>> VerifiedAsync()
    {
        var (platform, reviewer) = (await site.AsPlatformAsync("app"), await site.AsAsync("reviewer", "ORDER_REVIEWER"));
        var submitted = await platform.QueryAsync(
            "mutation M($input: OrderBulkSubmitInput!) { orderBulkSubmit(input: $input) { results { order { id } } } }",
            new()
            {
                ["input"] =
                new JsonObject
                {
                    ["orders"] =
                    new JsonArray([.. Enumerable.Range(0, Orders).Select(i => SampleSubmissions.Order($"crowd-{i}"))])
                }
            });
        List<string> orders = [.. submitted["orderBulkSubmit"]!["results"]!.AsArray().Select(x => (string)x!["order"]!["id"]!)];
        await Parallel.ForEachAsync(orders, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (order, _) =>
        {
            await reviewer.AcceptedAsync("orderReviewClaim", AssignmentScenarios.On(order));
            await reviewer.AcceptedAsync("orderVerify", AssignmentScenarios.On(order));
        });
        return orders;
    }

    private static async Task<List<(string Team, string Order)>> PendingAsync(ApiClient manager)
    {
        List<(string, string)> pending = [];
        for (string? after = null; ;)
        {
            var page = (await manager.QueryAsync(
                "query Q($after: String) { orders(first: 100, after: $after, where: {status: {eq: ASSIGNMENT_PENDING}}) { nodes { id "
                    + "assignment { form { teamId } } } pageInfo { hasNextPage endCursor } } }",
                new() { ["after"] = after }))["orders"]!;
            pending.AddRange(page["nodes"]!.AsArray().Select(x => ((string)x!["assignment"]!["form"]!["teamId"]!, (string)x["id"]!)));
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
                return pending;
            after = (string?)page["pageInfo"]!["endCursor"];
        }
    }
}

public sealed class CapacityOnSqlite(SqliteSite site) : CapacityScenarios(site), IClassFixture<SqliteSite>;

public sealed class CapacityOnPostgres(PostgresSite site) : CapacityScenarios(site), IClassFixture<PostgresSite>;
