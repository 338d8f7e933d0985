using System.Diagnostics;
using OrderGrains.Server.Tests.EndToEnd;
using OrderGrains.Testing;
using static OrderGrains.Server.Tests.Clusters.Commands;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>Servers, all of them, and the database are killed in turn while clients work, and nothing that was acknowledged is lost or
/// doubled.</summary>
public sealed class KillScenarios
{
    private const int Seed = 41;
    private const int Probes = 16;
    // Enough orders before, during and after the kills; without a bound, the clients would take most of the time.
    private const int OrdersOfKill = 30;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("ORDERGRAINS_LONG") == "1" ? 20 : 1;

    private enum Victim { One, Database, All }

    // Of ten kills.
    private static readonly (Victim Victim, int Kills)[] Shares = [(Victim.One, 7), (Victim.Database, 2), (Victim.All, 1)];

    [Fact]
    public async Task Killing_servers_and_the_database_at_any_moment_loses_and_doubles_nothing_acknowledged()
    {
        await using var postgres = await PostgresServer.CreateAsync();
        await using var cluster = await ServerCluster.StartAsync(postgres, 3);
        var random = new Random(Seed);
        var clients = Clients.Start(cluster, 4, Seed, areRationed: true);
        var probes = await ProbesAsync(cluster);
        List<(Victim Victim, TimeSpan Recovery)> recoveries = [];

        var plan = Enumerable.Range(0, Rounds)
            .SelectMany(_ => Shares.SelectMany(x => Enumerable.Repeat(x.Victim, x.Kills)).OrderBy(_ => random.Next())).ToList();
        foreach (var (victim, kill) in plan.Select((victim, kill) => (victim, kill)))
        {
            clients.Allow(OrdersOfKill);
            await clients.FinishAsync(1 + random.Next(OrdersOfKill / 2));
            var back = await KillAsync(victim, cluster, postgres, random);
            var killed = Stopwatch.GetTimestamp();
            var recovered = RecoveredAsync(clients, probes, kill);
            if (victim != Victim.One)
                await back();
            await recovered;
            recoveries.Add((victim, Stopwatch.GetElapsedTime(killed)));
            if (victim == Victim.One)
                await back();
        }
        await clients.StopAsync();

        Report(recoveries, clients);
        Assert.Empty(clients.Codes.Keys.Except([.. Passing, NoAnswer]));
        await AssertExactAsync(cluster, clients, probes.Count, 1 + plan.Count);
    }

    // Orders in every partition, with a grain each, so that some of a dead server's are among them.
    private static async Task<List<string>> ProbesAsync(ServerCluster cluster)
    {
        List<string> probes = [];
        for (var probe = 0; probe < Probes; probe++)
            probes.Add(await cluster.Members[probe % 3].SubmitAsync($"probe-{probe}"));
        return probes;
    }

    // Returns the action that brings it back.
    private static async Task<Func<Task>> KillAsync(Victim victim, ServerCluster cluster, PostgresServer postgres, Random random)
    {
        switch (victim)
        {
            case Victim.Database:
                await (random.Next(2) == 0 ? postgres.Kill9Async() : postgres.StopAsync(immediate: true));
                return postgres.StartAsync;
            case Victim.All:
                await Task.WhenAll(cluster.Serving.Select(x => x.Process.Kill9Async()));
                return () => Task.WhenAll(Enumerable.Range(0, 3).Select(_ => cluster.StartAsync()));
            default:
                await cluster.Serving[random.Next(3)].Process.Kill9Async();
                return () => cluster.StartAsync();
        }
    }

    // Every probe is commanded once more: held after it was resumed, resumed after it was held.
    private static Task RecoveredAsync(Clients clients, List<string> probes, int kill) =>
        Task.WhenAll(probes.Select(async (probe, number) =>
    {
        var (mutation, input) = kill % 2 == 0 ? ("orderHold", Hold(probe, key: $"{kill}")) : ("orderResume", Resume(probe, key: $"{kill}"));
        var (payload, _) = await clients.CarryOutAsync("ORDER_MANAGER", mutation, input, new Random(Seed + number));
        Assert.Equal(2 + kill, (int)payload["order"]!["revision"]!);
    }));

    private static async Task AssertExactAsync(ServerCluster cluster, Clients clients, int probes, int eventsOfProbe)
    {
        var load = clients.Acknowledged;
        Assert.Equal(
            (long)load.Count + probes, await cluster.QueryAsync("select count(distinct stream) from event where type like 'order.%'"));
        Assert.Equal(load.Values.Sum(x => x.Events) + ((long)probes * eventsOfProbe),
            await cluster.QueryAsync("select count(*) from event where type like 'order.%'"));
        foreach (var orders in load.Values.GroupBy(x => x.Events))
        {
            Assert.Equal((long)orders.Count(), await cluster.QueryAsync(
                $"select count(*) from (select stream from event where type like 'order.%' group by stream having count(*) = {orders.Key} "
                    + $"and max(version) = {orders.Key}) x"));
        }
        Assert.Equal(load.Count, load.Values.Select(x => x.Number).Distinct().Count());

        var (counted, parked) = await Recount.OfApiAsync(cluster.Serving[0].As("ORDER_MANAGER"));
        Assert.Equal(await Recount.OfJournalAsync(cluster.Store), counted);
        Assert.Equal(0, parked);
        await ConsumedTables.AssertExactAsync(cluster);
        await cluster.VerifyAsync();
    }

    private static void Report(List<(Victim Victim, TimeSpan Recovery)> recoveries, Clients clients)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(
            $"{clients.Acknowledged.Count} orders beside the probes; not acknowledged at once: "
                + $"{string.Join(", ", clients.Codes.Select(x => $"{x.Key} {x.Value}"))}.");
        foreach (var victims in recoveries.GroupBy(x => x.Victim))
        {
            var seconds = victims.Select(x => x.Recovery.TotalSeconds).Order().ToList();
            output.WriteLine(
                $"{victims.Key}: all orders could be commanded after {seconds[seconds.Count / 2]:F1} s (median of {seconds.Count}), "
                    + $"{seconds[^1]:F1} s at most.");
        }
    }
}
