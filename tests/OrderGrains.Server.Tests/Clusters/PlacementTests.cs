using OrderGrains.Streams;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>A grain that says where it is.</summary>
[Alias("test.IPlacedGrain")]
public interface IPlacedGrain : IGrainWithGuidKey
{
    [Alias("silo")] Task<string> SiloAsync();
}

[GrainType("test-placed"), PartitionPlacement]
internal sealed class PlacedGrain(ILocalSiloDetails silo) : Grain, IPlacedGrain
{
    public Task<string> SiloAsync() => Task.FromResult(silo.SiloAddress.ToParsableString());
}

/// <summary>Records are placed by their partition.</summary>
public sealed class PlacementTests(PostgresCluster cluster)
{
    private const int Partitions = 16;

    [Fact]
    public async Task Every_partition_has_one_silo_and_silos_share_partitions_evenly()
    {
        await using var store = await Store.OnPostgresAsync(await cluster.ServerAsync());
        await using var one = await NotesSilo.StartAsync(store.Configuration);
        await using var two = await NotesSilo.StartAsync(store.Configuration);
        await Task.WhenAll(one.SeesAsync(2), two.SeesAsync(2));

        var places = new Dictionary<int, HashSet<string>>();
        foreach (var (record, number) in Records(200).Select((record, number) => (record, number)))
            Place(record).Add(await (number % 2 == 0 ? one : two).Grains.GetGrain<IPlacedGrain>(record.Value).SiloAsync());

        Assert.Equal(Partitions, places.Count);
        Assert.All(places.Values, silos => Assert.Single(silos));
        Assert.Equal([Partitions / 2, Partitions / 2], places.Values.CountBy(silos => silos.Single()).Select(x => x.Value));

        HashSet<string> Place(StreamId record) =>
            places.TryGetValue(record.Partition(Partitions), out var silos) ? silos : places[record.Partition(Partitions)] = [];
    }

    [Fact]
    public async Task A_silo_that_stops_is_given_no_more_records()
    {
        await using var store = await Store.OnPostgresAsync(await cluster.ServerAsync());
        await using var stays = await NotesSilo.StartAsync(store.Configuration);
        var leaves = await NotesSilo.StartAsync(store.Configuration);
        await stays.SeesAsync(2);

        var left = leaves.DisposeAsync().AsTask();
        await stays.SeesAsync(1);

        var silos = await Task.WhenAll(Records(64).Select(record => stays.Grains.GetGrain<IPlacedGrain>(record.Value).SiloAsync()));
        Assert.All(silos, silo => Assert.Equal(stays.Address.ToParsableString(), silo));
        await left;
    }

    [Fact]
    public void The_order_of_the_silos_does_not_matter()
    {
        SiloAddress[] silos = [.. Enumerable.Range(1, 3).Select(x => SiloAddress.New(System.Net.IPAddress.Loopback, x, 1))];

        for (var partition = 0; partition < Partitions; partition++)
            Assert.Equal(new PartitionSilos(silos).Of(partition), new PartitionSilos(silos.Reverse()).Of(partition));
    }

    // Ids are hashes: spread evenly.
    private static IEnumerable<StreamId> Records(int count) =>
        Enumerable.Range(0, count).Select(x => new StreamId(Domain.Shared.Identity.Of("placed", $"{x}")));
}
