namespace OrderGrains.Journal.Tests;

public abstract partial class JournalContract
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("ORDERGRAINS_LONG") == "1" ? 500 : 20;

    [Fact]
    public async Task A_killed_writer_loses_no_acknowledged_append()
    {
        const int checkEvery = 25;
        await CloseAsync();
        var directory = Directory.CreateTempSubdirectory("ordergrains-kill-");
        var acknowledged = new List<Acknowledged>();
        for (var seed = 1; seed <= Kills; seed++)
        {
            await using var writer = WriterProcess.Start(Store.Address, directory.FullName, seed, streams: 8, commands: int.MaxValue);
            await writer.AcknowledgedAsync(new Random(seed).Next(1, 60), Cancellation);
            await writer.KillAsync(Cancellation);
            acknowledged.AddRange(writer.ReadAcknowledged());
            if (Kills > checkEvery && seed % checkEvery != 0)
                continue;
            await ReopenAsync();
            await JournalCheck.HoldsAsync(Journal, acknowledged, [], Cancellation);
            await CloseAsync();
        }
        directory.Delete(recursive: true);
        Assert.True(acknowledged.Count > Kills, "the writers wrote nothing");
    }
}
