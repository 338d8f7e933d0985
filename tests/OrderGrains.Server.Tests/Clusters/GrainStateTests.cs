using System.Globalization;
using OrderGrains.Testing;
using Orleans.Storage;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>The states of grains are kept by the database, on both.</summary>
public abstract class GrainStateTests
{
    [Fact]
    public async Task A_state_is_written_read_again_and_cleared()
    {
        await using var store = await CreateStoreAsync();
        await using var silo = await NotesSilo.StartAsync(store.Configuration);

        Assert.Equal(new StoredNote("", Exists: false, ETag: null), await silo.Note(1).ReadAsync());
        var first = await silo.Note(1).WriteAsync("first");
        var second = await silo.Note(1).WriteAsync("second");
        Assert.NotEqual(first.ETag, second.ETag);

        await silo.Note(1).ForgetAsync();
        Assert.Equal(second, await silo.Note(1).ReadAsync());
        Assert.False((await silo.Note(2).ReadAsync()).Exists);
        Assert.Equal("", await silo.Memo(1).ReadAsync());

        await silo.Note(1).ClearAsync();
        await silo.Note(1).ForgetAsync();
        Assert.Equal(("", false), (await silo.Note(1).ReadAsync()) is { Text: var text, Exists: var exists } ? (text, exists) : default);
        await silo.Note(1).WriteAsync("third");
        await silo.Note(1).ForgetAsync();
        Assert.Equal("third", (await silo.Note(1).ReadAsync()).Text);
    }

    [Fact]
    public async Task A_write_that_another_activation_overtook_is_refused()
    {
        await using var store = await CreateStoreAsync();
        await using var silo = await NotesSilo.StartAsync(store.Configuration);

        // The first write of all, a later one, and one after the state was cleared.
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Note(1).OvertakenAsync("mine", before: "another's"));
        Assert.Equal("another's", (await silo.Note(1).ReadAsync()).Text);
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Note(1).OvertakenAsync("mine", before: "another's again"));
        Assert.Equal("another's again", (await silo.Note(1).ReadAsync()).Text);
        await silo.Note(1).ClearAsync();
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Note(1).OvertakenAsync("mine", before: "another's at last"));
        Assert.Equal("another's at last", (await silo.Note(1).ReadAsync()).Text);
    }

    [Fact]
    public async Task A_large_state_survives_a_restart()
    {
        await using var store = await CreateStoreAsync();
        var text = string.Concat(Enumerable.Range(0, 300_000).Select(x => (char)('一' + x % 20_000)));
        await using (var silo = await NotesSilo.StartAsync(store.Configuration))
            await silo.Note(1).WriteAsync(text);

        await using var restarted = await NotesSilo.StartAsync(store.Configuration);

        Assert.Equal(text, (await restarted.Note(1).ReadAsync()).Text);
    }

    [Fact]
    public async Task Acknowledged_writes_survive_a_crash()
    {
        await using var store = await CreateStoreAsync();
        await using var process = NotesProcess.Start(store);
        await process.AcknowledgedAsync(50);
        var acknowledged = Math.Max(50, await process.Kill9Async());

        await using var silo = await NotesSilo.StartAsync(store.Configuration);

        // Acknowledged, or on its way when the process ended.
        Assert.InRange(int.Parse((await silo.Note(1).ReadAsync()).Text, CultureInfo.InvariantCulture), acknowledged, acknowledged + 1);
        await silo.Note(1).WriteAsync("goes on");
    }

    protected abstract Task<Store> CreateStoreAsync();
}

public sealed class GrainStateOnSqlite : GrainStateTests
{
    [Fact]
    public async Task Only_its_owner_may_access_the_file_of_the_states()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Files have modes on Unix.");
        await using var store = await CreateStoreAsync();
        await using var silo = await NotesSilo.StartAsync(store.Configuration);
        await silo.Note(1).WriteAsync("private");

        var files = Directory.GetFiles(Path.Combine(store.Directory, "store"), "orleans.db*");

        Assert.True(files.Length > 1, "There is no write-ahead log.");
        Assert.All(files, file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsLinux() ? File.GetUnixFileMode(file) : default));
    }

    protected override Task<Store> CreateStoreAsync() => Task.FromResult(Store.OnSqlite());
}

public sealed class GrainStateOnPostgres(PostgresCluster cluster) : GrainStateTests
{
    protected override async Task<Store> CreateStoreAsync() => await Store.OnPostgresAsync(await cluster.ServerAsync());
}
