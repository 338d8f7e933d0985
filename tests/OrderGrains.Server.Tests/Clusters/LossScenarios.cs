using System.Collections.Concurrent;
using System.Diagnostics;
using OrderGrains.Testing;
using static OrderGrains.Server.Tests.Clusters.Commands;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>Servers leave the cluster, on request or by a crash.</summary>
public sealed class LossScenarios(PostgresCluster postgres)
{
    private const int Clients = 4;
    private const int Orders = 8;
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_server_told_to_stop_fails_no_client_that_tries_once_more()
    {
        await using var cluster = await ServerCluster.StartAsync(postgres, 2);
        var (stays, leaves) = (cluster.Members[0], cluster.Members[1]);
        var load = new Load(stays, leaves);
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => load.RunAsync(client))).ToList();
        await load.DoneAsync(60);

        var exit = await leaves.Process.StopAsync();
        await load.DoneAsync(30);
        load.Stop();
        await Task.WhenAll(clients);

        Assert.Equal(0, exit);
        leaves.Process.AssertFaultless();
        Assert.Empty(load.Failed);
        Assert.Equal(1L, await cluster.QueryAsync("select count(*) from orleans_member where status = 3"));
    }

    [Fact]
    public async Task A_server_that_gives_notice_is_not_ready_but_still_serves()
    {
        await using var cluster = await ServerCluster.StartAsync(postgres, 0);
        var member = await cluster.StartAsync("--Shutdown:Notice=00:00:20", "--Shutdown:Limit=00:00:40");
        Assert.Equal("ready\n", await member.HealthAsync("ready"));

        var exit = member.Process.StopAsync();
        await Polling.UntilAsync(async () => await member.HealthAsync("ready") != "ready\n"); // The signal is on its way.

        Assert.Equal("live\n", await member.HealthAsync("live"));
        Assert.Equal("started\n", await member.HealthAsync("startup"));
        await member.SubmitAsync("late");
        await member.Process.Kill9Async();
        await exit;
    }

    [Fact]
    public async Task A_server_that_would_take_the_place_of_another_is_refused_and_the_other_goes_on()
    {
        var port = FreePort.Find();
        await using var cluster = await ServerCluster.StartAsync(postgres, 0);
        var first = await cluster.StartAsync($"--Orleans:SiloPort={port}");

        Assert.Contains($"Orleans:SiloPort cannot be {port}", await cluster.RefusedAsync($"--Orleans:SiloPort={port}"));
        Assert.Contains("Orleans:AdvertisedAddress: 0.0.0.0 is", await cluster.RefusedAsync("--Orleans:AdvertisedAddress=0.0.0.0"));
        await first.SubmitAsync("goes-on");

        // Another host without a configured address.
        await cluster.QueryAsync($"""
            insert into orleans_member (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, started_at,
              alive_at)
            values ('ordergrains', '127.0.0.1', {port + 1}, 1, 'another', 'another-host', 3, 0, now(), now() + interval '1 hour')
            """);
        Assert.Contains("Orleans:AdvertisedAddress is 127.0.0.1, which another-host gives as its own",
            await cluster.RefusedAsync($"--Orleans:SiloPort={port + 1}"));
    }

    [Fact]
    public async Task The_orders_of_a_server_that_crashed_can_be_commanded_through_another()
    {
        await using var cluster = await ServerCluster.StartAsync(postgres, 2);
        var (stays, dies) = (cluster.Members[0], cluster.Members[1]);
        var orders = await Task.WhenAll(Enumerable.Range(0, Orders).Select(x => stays.SubmitAsync($"orphan-{x}")));
        foreach (var order in orders)
            await dies.As("ORDER_MANAGER").AcceptedAsync("orderHold", Hold(order));

        await dies.Process.Kill9Async();
        var killed = Stopwatch.GetTimestamp();
        foreach (var order in orders)
        {
            while (await stays.TryAsync("ORDER_MANAGER", "orderResume", Resume(order, key: "after")) is null)
            {
                Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.Zero, Generous);
                await Polling.PauseAsync();
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"All orders could be commanded {Stopwatch.GetElapsedTime(killed).TotalSeconds:F1} s after the crash.");
        foreach (var order in orders)
            Assert.Equal(
                3, (int)(await stays.TryAsync("ORDER_MANAGER", "orderResume", Resume(order, key: "after")))!["order"]!["revision"]!);
    }

    [Fact]
    public async Task A_cluster_that_crashed_as_a_whole_starts_again()
    {
        await using var cluster = await ServerCluster.StartAsync(postgres, 2);
        var order = await cluster.Members[0].SubmitAsync("survivor");
        await Task.WhenAll(cluster.Members.Select(member => member.Process.Kill9Async()));
        var killed = Stopwatch.GetTimestamp();

        var started = await cluster.StartAsync();
        await started.As("ORDER_MANAGER").AcceptedAsync("orderHold", Hold(order));

        var after = Stopwatch.GetElapsedTime(killed);
        TestContext.Current.TestOutputHelper!.WriteLine($"The first write was {after.TotalSeconds:F1} s after the crash.");
        Assert.InRange(after, TimeSpan.Zero, Generous);
    }

    /// <summary>Clients that submit, hold and resume orders, each with a key and, where one server does not answer, once more through the
    /// other.</summary>
    private sealed class Load(Member one, Member other)
    {
        private readonly Lock gate = new();
        private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];
        private int done;
        private volatile bool stopped;

        /// <summary>The calls that failed twice.</summary>
        public ConcurrentQueue<string> Failed { get; } = new();

        public void Stop() => stopped = true;

        /// <summary>Waits until so many more commands were carried out.</summary>
        public Task DoneAsync(int more)
        {
            lock (gate)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Add((done + more, reached));
                return reached.Task;
            }
        }

        public async Task RunAsync(int client)
        {
            var (first, second) = client % 2 == 0 ? (one, other) : (other, one);
            for (var n = 0; !stopped; n++)
            {
                if (await OnceMoreAsync(first, second, "PLATFORM", "orderSubmit", Submission($"load-{client}-{n}")) is not { } order)
                    continue;
                await OnceMoreAsync(first, second, "ORDER_MANAGER", "orderHold", Hold(order, key: "hold"));
                await OnceMoreAsync(first, second, "ORDER_MANAGER", "orderResume", Resume(order, key: "resume"));
            }
        }

        private async Task<string?> OnceMoreAsync(
            Member first, Member second, string role, string mutation, System.Text.Json.Nodes.JsonObject input)
        {
            var payload = await first.TryAsync(role, mutation, input) ?? await second.TryAsync(role, mutation, input);
            if (payload is null || payload.Codes().Length > 0)
                Failed.Enqueue($"{mutation}: {payload?.ToJsonString() ?? "no answer"}");
            lock (gate)
            {
                done++;
                foreach (var (_, reached) in waiting.Where(x => x.Count <= done))
                    reached.TrySetResult();
            }
            return (string?)payload?["order"]?["id"];
        }
    }
}
