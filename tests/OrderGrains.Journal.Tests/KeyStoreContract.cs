using System.Data.Common;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrderGrains.Journal.Tests.Accounts;

namespace OrderGrains.Journal.Tests;

/// <summary>What a store of personal keys promises on every database.</summary>
public abstract class KeyStoreContract : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected FakeTimeProvider Clock { get; } = new();
    private KeyStore _keys = null!; // Set before each test.

    /// <summary>Another process' view of the same keys.</summary>
    private protected abstract Task<KeyStore> OpenAsync();

    public virtual async ValueTask InitializeAsync() => _keys = await OpenAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task A_key_is_durable_when_it_is_answered()
    {
        var key = await _keys.CurrentAsync(AccountStore.Alice, Cancellation);
        var other = await OpenAsync();

        Assert.Equal(32, key.Secret.Length);
        Assert.Equivalent(key, await other.CurrentAsync(AccountStore.Alice, Cancellation));
        Assert.Equivalent(key, (await other.FindAsync([key.Id], Cancellation))[key.Id]);
    }

    [Fact]
    public async Task A_known_key_is_answered_at_once()
    {
        var key = await _keys.CurrentAsync(AccountStore.Alice, Cancellation);

        var again = _keys.CurrentAsync(AccountStore.Alice, Cancellation);

        Assert.True(again.IsCompletedSuccessfully);
        Assert.Same(key, await again);
    }

    [Fact]
    public async Task Each_subject_has_a_key_of_its_own()
    {
        var (alices, bobs) =
            (await _keys.CurrentAsync(AccountStore.Alice, Cancellation), await _keys.CurrentAsync(AccountStore.Bob, Cancellation));

        Assert.NotEqual(alices.Id, bobs.Id);
        Assert.NotEqual(alices.Secret, bobs.Secret);
    }

    [Fact]
    public async Task Processes_that_want_keys_at_once_agree()
    {
        var subjects = Enumerable.Range(0, 200).Select(i => new Guid(i, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8])).ToList();
        KeyStore[] stores = [_keys, await OpenAsync(), await OpenAsync()];

        var keys = await Task.WhenAll(
            stores.Select((store, i) => Task.WhenAll(Shuffled(subjects, i).Select(subject => RequestAsync(store, subject)))));

        Assert.Equal(subjects.Count, keys.SelectMany(of => of).Distinct().Count());

        static async Task<(Guid, Guid, string)> RequestAsync(KeyStore store, Guid subject)
        {
            var key = await store.CurrentAsync(subject, Cancellation);
            return (subject, key.Id, Convert.ToHexString(key.Secret));
        }

        static IEnumerable<Guid> Shuffled(List<Guid> subjects, int seed)
        {
            var shuffled = subjects.ToArray();
            new Random(seed).Shuffle(shuffled);
            return shuffled;
        }
    }

    [Fact]
    public async Task A_destroyed_key_is_gone_and_a_new_one_begins()
    {
        var key = await _keys.CurrentAsync(AccountStore.Alice, Cancellation);
        var bobs = await _keys.CurrentAsync(AccountStore.Bob, Cancellation);

        await _keys.DestroyAsync(AccountStore.Alice, Cancellation);

        Assert.Equal([bobs.Id], (await _keys.FindAsync([key.Id, bobs.Id], Cancellation)).Keys);
        Assert.NotEqual(key.Id, (await _keys.CurrentAsync(AccountStore.Alice, Cancellation)).Id);
        Assert.DoesNotContain(key.Id, (await (await OpenAsync()).FindAsync([key.Id], Cancellation)).Keys);
    }

    [Fact]
    public async Task Another_process_forgets_a_destroyed_key_in_time()
    {
        var other = await OpenAsync();
        var key = await other.CurrentAsync(AccountStore.Alice, Cancellation);
        await _keys.DestroyAsync(AccountStore.Alice, Cancellation);

        Clock.Advance(KeyCache.Lifetime + TimeSpan.FromSeconds(1));

        Assert.Empty(await other.FindAsync([key.Id], Cancellation));
        Assert.NotEqual(key.Id, (await other.CurrentAsync(AccountStore.Alice, Cancellation)).Id);
    }
}

public sealed class SqliteKeyStoreTests : KeyStoreContract
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("ordergrains-keys-");
    private readonly List<SqliteKeyStore> _stores = [];
    private SqliteDirectory _directory = null!; // Set before each test.

    public override ValueTask InitializeAsync()
    {
        _directory = SqliteDirectory.Take(_temporary.FullName);
        return base.InitializeAsync();
    }

    [Fact]
    public async Task A_destroyed_secret_is_in_no_file()
    {
        var store = await SqliteKeyStore.OpenAsync(_directory, Clock, TestContext.Current.CancellationToken);
        _stores.Add(store);
        var key = await store.CurrentAsync(AccountStore.Alice, TestContext.Current.CancellationToken);
        Assert.True(Holds(key.Secret));

        await store.DestroyAsync(AccountStore.Alice, TestContext.Current.CancellationToken);

        Assert.False(Holds(key.Secret));

        bool Holds(byte[] secret) => _temporary.EnumerateFiles("keys.db*").Any(file =>
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes.AsSpan().IndexOf(secret) >= 0;
        });
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            store.Dispose();
        _directory.Dispose();
        _temporary.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected override async Task<KeyStore> OpenAsync()
    {
        var store = await SqliteKeyStore.OpenAsync(_directory, Clock, CancellationToken.None);
        _stores.Add(store);
        return store;
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresKeyStoreTests(PostgresFixture postgres) : KeyStoreContract
{
    private NpgsqlDataSource _database = null!; // Set before each test.

    public override async ValueTask InitializeAsync()
    {
        _database = NpgsqlDataSource.Create(await postgres.Server.CreateDatabaseAsync());
        await using (DbConnection connection = await _database.OpenConnectionAsync())
            await DatabaseSchema.OpenAsync(connection, [KeyStore.Schema], CancellationToken.None);
        await base.InitializeAsync();
    }

    public override ValueTask DisposeAsync() => _database.DisposeAsync();

    private protected override Task<KeyStore> OpenAsync() => Task.FromResult<KeyStore>(new PostgresKeyStore(_database, Clock));
}
