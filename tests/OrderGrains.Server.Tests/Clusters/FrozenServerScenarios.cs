using System.Diagnostics;
using OrderGrains.Testing;
using static OrderGrains.Server.Tests.Clusters.Commands;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>A server stands still for so long that the others take it for dead, and wakes.</summary>
public sealed class FrozenServerScenarios(PostgresCluster postgres)
{
    private const int Orders = 12;

    [Fact]
    public async Task A_server_that_wakes_after_being_declared_dead_writes_nothing_to_orders_changed_by_others()
    {
        await using var cluster = await ServerCluster.StartAsync(await postgres.ServerAsync(), 3, "--Orleans:RefreshInterval=00:00:02");
        var (stays, sleeper) = (cluster.Members[0], cluster.Members[1]);
        var orders = await Task.WhenAll(Enumerable.Range(0, Orders).Select(x => stays.SubmitAsync($"frozen-{x}")));
        foreach (var order in orders)
            await sleeper.As("ORDER_MANAGER").AcceptedAsync("orderHold", Hold(order));

        // It finds the requests of the standstill when it wakes, with its own orders as it knew them.
        sleeper.Process.Freeze();
        var stopped = Stopwatch.GetTimestamp();
        var waiting = orders.Select((order, x) =>
            sleeper.AskAsync("ORDER_MANAGER", "orderResume", Resume(order, revision: x % 2 == 0 ? 2 : null))).ToList();
        foreach (var order in orders)
        {
            while (await stays.TryAsync("ORDER_MANAGER", "orderResume", Resume(order, key: "moved-on")) is null)
                await Polling.PauseAsync();
        }
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"All orders were moved on {Stopwatch.GetElapsedTime(stopped).TotalSeconds:F1} s after the server was frozen.");
        Assert.Equal(1L, await cluster.QueryAsync("select count(*) from orleans_member where status = 6"));

        sleeper.Process.Thaw();
        var answers = await Task.WhenAll(waiting);
        await sleeper.Process.Exited;

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"It answered {string.Join(", ", answers.SelectMany(x => x.Codes).CountBy(x => x).Select(x => $"{x.Key} {x.Value}"))}, and "
                + $"ended.");
        Assert.Empty(answers.SelectMany(x => x.Codes).Except([.. Passing, NoAnswer, "STALE_REVISION", "STATE_CONFLICT"]));
        Assert.All(answers, answer => Assert.NotEmpty(answer.Codes));
        Assert.Equal(3L * Orders, await cluster.QueryAsync("select count(*) from event where type like 'order.%'"));
        Assert.Equal((long)Orders,
            await cluster.QueryAsync(
                "select count(*) from (select stream from event where type like 'order.%' group by stream having count(*) = 3 and "
                    + "max(version) = 3) x"));
        await cluster.VerifyAsync();
    }
}
