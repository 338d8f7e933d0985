using Microsoft.Extensions.DependencyInjection;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>Kinds of consumers that follow the journal side by side, on two silos.</summary>
public sealed class FollowerScenarios(PostgresCluster postgres)
{
    private const int Partitions = 16;
    private const int Events = 200;

    // By default, Orleans skips an event that it could not deliver for a minute.
    private static readonly TimeSpan Lasting =
        TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("ORDERGRAINS_LONG") == "1" ? 300 : 95);

    [Fact]
    public async Task A_blocked_kind_of_consumer_delays_no_other_and_misses_nothing()
    {
        await using var store = await Store.OnPostgresAsync(await postgres.ServerAsync());
        var trouble = new Trouble(Lasting);
        await using var one = await StartAsync(store, trouble);
        await using var two = await StartAsync(store, trouble);
        await Task.WhenAll(one.SeesAsync(2), two.SeesAsync(2));
        using var gauges = new Gauges();

        // One partition has one event, and no later event would reveal a gap.
        var events = await AppendAsync(one.Journal, 0);
        await CaughtUpAsync<ISteadyFollower>(one);
        Assert.True(gauges.Sum("ordergrains.stream.lag", StuckFollower.Kind) > 0);
        Assert.True(gauges.Sum("ordergrains.stream.lag.time", StuckFollower.Kind) > 0);
        Assert.True(gauges.Sum("ordergrains.stream.cached", StuckFollower.Kind) > 0);
        Assert.True(gauges.Sum("ordergrains.journal.tail.events", null) > 0);
        Assert.Equal(0, gauges.Sum("ordergrains.stream.lag", SteadyFollower.Kind));
        await trouble.Outlasted;
        events += await AppendAsync(two.Journal, 1);
        await CaughtUpAsync<ISteadyFollower>(two);
        Assert.All(await AppliedAsync<IStuckFollower>(one), Assert.Empty);

        // Nothing more is appended: the pending events must still be delivered.
        trouble.End();
        await CaughtUpAsync<IStuckFollower>(two);
        Assert.Equal(0, gauges.Sum("ordergrains.stream.lag", StuckFollower.Kind));
        Assert.Equal(0, gauges.Sum("ordergrains.stream.parked", StuckFollower.Kind));
        Assert.Equal(events, gauges.Total("ordergrains.stream.events", StuckFollower.Kind));
        Assert.True(gauges.Total("ordergrains.stream.deliveries", StuckFollower.Kind) > gauges.Total(
            "ordergrains.stream.deliveries", SteadyFollower.Kind));
    }

    [Fact]
    public async Task An_overtaken_consumer_ends_and_the_next_one_misses_nothing()
    {
        await using var store = await Store.OnPostgresAsync(await postgres.ServerAsync());
        await using var silo = await NotesSilo.StartAsync(store.Configuration, silo =>
        {
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<Overtaken>();
            silo.Services.AddGrainState(FollowedJson.Default);
            silo.AddJournalStream<IOvertakenFollower>(OvertakenFollower.Kind, ConsumerPace.Yielding);
        });

        await AppendAsync(silo.Journal, 0);

        await CaughtUpAsync<IOvertakenFollower>(silo);
    }

    private static Task<NotesSilo> StartAsync(Store store, Trouble trouble) => NotesSilo.StartAsync(store.Configuration, silo =>
    {
        silo.Services.AddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(trouble);
        silo.Services.AddGrainState(FollowedJson.Default);
        silo.AddJournalStream<ISteadyFollower>(SteadyFollower.Kind, ConsumerPace.Prompt);
        silo.AddJournalStream<IStuckFollower>(StuckFollower.Kind, ConsumerPace.Prompt);
    });

    // All but the first of all go to other partitions than that one.
    private static async Task<int> AppendAsync(IJournal journal, int series)
    {
        var lonely = Stream(0, 0).Partition(Partitions);
        var streams = Enumerable.Range(0, Events).Select(number => Stream(series, number))
            .Where((stream, number) => (series, number) == (0, 0) || stream.Partition(Partitions) != lonely).ToList();
        foreach (var stream in streams)
        {
            NewEvent noted = new("test.noted", 1, stream.Value, TimeProvider.System.GetUtcNow(), "{}"u8.ToArray(), null, null,
                "{}"u8.ToArray(), null, new byte[32]);
            HashChain.ComputeNext(HashChain.Start, stream, 1, noted, noted.Hash);
            var append = new Append { Stream = stream, ExpectedVersion = 0, Events = [noted] };
            Assert.Equal(AppendStatus.Written, (await journal.AppendAsync(append, TestContext.Current.CancellationToken)).Status);
        }
        return streams.Count;
    }

    private static StreamId Stream(int series, int number) => new(Identity.Of("followed", $"{series}", $"{number}"));

    private static Task<long[][]> AppliedAsync<TFollower>(NotesSilo silo)
        where TFollower : IFollower =>
            Task.WhenAll(Enumerable.Range(0, Partitions).Select(x => silo.Grains.GetGrain<TFollower>(x).AppliedAsync()));

    // Each position once, in their order, up to the journal's end.
    private static async Task CaughtUpAsync<TFollower>(NotesSilo silo)
        where TFollower : IFollower
    {
        var heads = await silo.Journal.HeadsAsync(TestContext.Current.CancellationToken);
        while (true)
        {
            var applied = await AppliedAsync<TFollower>(silo);
            Assert.All(applied, positions => Assert.Equal(Enumerable.Range(1, positions.Length).Select(x => (long)x), positions));
            if (applied.Select(x => (long)x.Length).SequenceEqual(heads))
                return;
            await Polling.PauseAsync();
        }
    }
}
