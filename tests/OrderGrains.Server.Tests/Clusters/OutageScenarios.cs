using System.Diagnostics;
using OrderGrains.Server.Tests.EndToEnd;
using OrderGrains.Testing;
using static OrderGrains.Server.Tests.Clusters.Commands;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>The database is away for a while.</summary>
public sealed class OutageScenarios
{
    private const int Seed = 43;
    private const int Crashes = 10;
    private static readonly string[] Questions =
    [
        """{"query":"{ statistics(from: \"2026-01\", to: \"2026-12\") { lag } }"}""",
        """{"query":"{ orders(first: 1) { nodes { number } } }"}""",
    ];
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task While_the_database_is_away_every_answer_says_so_and_afterwards_the_same_servers_go_on()
    {
        await using var postgres = await PostgresServer.CreateAsync();
        await using var cluster = await ServerCluster.StartAsync(postgres, 2);
        var manager = cluster.Members[0].As("ORDER_MANAGER");
        var clients = Clients.Start(cluster, 2, Seed);
        await clients.FinishAsync(20);

        await postgres.Kill9Async();
        HashSet<string?> asked = [];
        using var probes = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Outage;)
        {
            foreach (var member in cluster.Members)
                Assert.Equal("live\n", await member.HealthAsync("live"));
            foreach (var question in Questions)
                asked.Add((await manager.SendAsync(question)).Code);
            await probes.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal("not ready\n", await cluster.Members[0].HealthAsync("ready"));
        await postgres.StartAsync();
        var healed = Stopwatch.GetTimestamp();

        await clients.CarryOutAsync("PLATFORM", "orderSubmit", Submission("first"), new Random(Seed));
        var written = Stopwatch.GetElapsedTime(healed);
        await clients.StopAsync();
        var (counted, parked) = await Recount.OfApiAsync(manager);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"The first write was {written.TotalSeconds:F1} s, everything counted {Stopwatch.GetElapsedTime(healed).TotalSeconds:F1} s "
                + $"after the database was back; "
            + $"answers meanwhile: {string.Join(", ", clients.Codes.Select(x => $"{x.Key} {x.Value}"))}.");
        Assert.Equal(await Recount.OfJournalAsync(cluster.Store), counted);
        Assert.Equal(0, parked);
        await ConsumedTables.AssertExactAsync(cluster);
        Assert.Equal(["UNAVAILABLE"], asked);
        Assert.Empty(clients.Codes.Keys.Except(Passing));
        Assert.All(cluster.Members, member => Assert.False(member.Process.Exited.IsCompleted));
        await Polling.UntilAsync(async () => await cluster.Members[0].HealthAsync("ready") == "ready\n");
    }

    [Fact]
    public async Task A_server_told_to_stop_while_the_database_is_away_ends_when_its_time_is_over()
    {
        await using var postgres = await PostgresServer.CreateAsync();
        await using var cluster = await ServerCluster.StartAsync(postgres, 1, "--Shutdown:Notice=00:00:00", "--Shutdown:Limit=00:00:05");
        await cluster.Members[0].SubmitAsync("kept");
        await postgres.Kill9Async();

        Assert.Equal(1, await cluster.Members[0].Process.StopAsync());

        Assert.StartsWith("ordergrains: has not stopped within Shutdown:Limit", cluster.Members[0].Process.Error);
        await postgres.StartAsync();
        await cluster.VerifyAsync();
        Assert.Equal(1L, await cluster.QueryAsync("select count(*) from order_row"));
    }

    [Fact]
    public async Task Unawaited_writes_that_a_database_crash_takes_back_are_made_again_without_further_events()
    {
        await using var postgres = await PostgresServer.CreateAsync("wal_writer_delay=10s"); // It stays in memory for long.
        await using var cluster = await ServerCluster.StartAsync(postgres, 1);
        var client = Clients.Start(cluster, 0, Seed);
        var isTakenBack = false;
        for (var crash = 0; crash < Crashes && !isTakenBack; crash++)
        {
            await client.CarryOutAsync("PLATFORM", "orderSubmit", Submission($"crash-{crash}"), new Random(Seed));
            await ConsumedTables.AssertExactAsync(cluster);
            await postgres.Kill9Async();
            await postgres.StartAsync();
            await ConsumedTables.AssertExactAsync(cluster);
            isTakenBack = cluster.Members[0].Process.Output
                .Contains("the database holds their effects only up to", StringComparison.Ordinal);
        }
        Assert.True(isTakenBack); // Else nothing was shown.
    }
}
