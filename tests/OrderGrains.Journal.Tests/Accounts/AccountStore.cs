using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace OrderGrains.Journal.Tests.Accounts;

/// <summary>Accounts on a journal with its own database.</summary>
public abstract class AccountStore : IAsyncDisposable
{
    private static int _streams;

    public static readonly AccountRows Rows = new();
    public static readonly RecordKind Kind = RecordKind.Create(new AccountAggregate(), AccountRules.Catalog, Rows);
    public static readonly Guid Alice = Guid.Parse("00000000-0000-0000-0000-0000000000a1");
    public static readonly Guid Bob = Guid.Parse("00000000-0000-0000-0000-0000000000b0");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    public IJournal Journal { get; protected set; } = null!; // Set when it is created.
    public IKeyStore Keys { get; protected set; } = null!;
    public AggregateStore<Account, AccountEvent, string> Accounts { get; private set; } = null!;

    /// <summary>Opens a writable connection to the journal's database, while no journal is open.</summary>
    public abstract Task<DbConnection> ConnectAsync();

    /// <summary>Closes the journal and the keys, and opens them again.</summary>
    public abstract Task ReopenAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Returns a new stream.</summary>
    public static StreamId NewStream() => new(Id($"account {Interlocked.Increment(ref _streams)}"));

    public static Call Call(string content, string? key = null, int? expected = null, bool dryRun = false) =>
        new(key is null ? null : Id(key), SHA256.HashData(Encoding.UTF8.GetBytes(content)), expected, dryRun);

    private static Guid Id(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), bigEndian: true);

    /// <summary>Opens an account.</summary>
    public async Task<StreamId> OpenAccountAsync(Guid customer, string owner, params decimal[] deposits)
    {
        var stream = NewStream();
        Assert.IsType<Outcome<Account, string>.Accepted>(await Accounts.CreateAsync(stream, Call("open"), AccountRules.Anybody,
            AccountRules.Open(customer, owner, deposits), TestContext.Current.CancellationToken));
        return stream;
    }

    /// <summary>Makes a number of deposits one after another, as a grain would.</summary>
    public async Task<Loaded<Account>> DepositAsync(StreamId stream, int times = 1, string? note = null)
    {
        var loaded = await Accounts.LoadAsync(stream, TestContext.Current.CancellationToken);
        for (var i = 1; i <= times; i++)
        {
            (_, loaded) = await Accounts.ExecuteAsync(stream, loaded, Call($"deposit {i}", $"after {loaded.Version}"), AccountRules.Anybody,
                AccountRules.Deposit(i, note), TestContext.Current.CancellationToken);
            await Accounts.SnapshotWriting;
        }
        return loaded;
    }

    public async Task<IReadOnlyList<JournalFinding>> VerifyAsync()
    {
        await using var connection = await ConnectAsync();
        return await new JournalVerification(connection, Keys, [Kind]).RunAsync(null, TestContext.Current.CancellationToken);
    }

    public async Task RebuildAsync()
    {
        await using var connection = await ConnectAsync();
        await new JournalRebuild(connection, Keys, [Kind]).RunAsync(null, TestContext.Current.CancellationToken);
    }

    /// <summary>Changes the database without the journal's knowledge.</summary>
    public async Task<int> PlantAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = await ConnectAsync();
        await using var command = AccountRows.Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Reads a value from the database.</summary>
    public async Task<object?> ScalarAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = await ConnectAsync();
        await using var command = AccountRows.Command(connection, sql, parameters);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    protected void Use(IJournal journal, IKeyStore keys)
    {
        (Journal, Keys) = (journal, keys);
        Accounts = new(journal, keys, AccountRules.Catalog, new AccountAggregate(), Clock);
    }
}

/// <summary>Accounts on SQLite, in their own directory.</summary>
public sealed class SqliteAccountStore : AccountStore
{
    private readonly DirectoryInfo _temporary = System.IO.Directory.CreateTempSubdirectory("ordergrains-accounts-");
    private SqliteDirectory? _directory;

    public string Path => _temporary.FullName;

    public static async Task<SqliteAccountStore> CreateAsync()
    {
        var store = new SqliteAccountStore();
        await store.OpenAsync();
        return store;
    }

    // Set when it is created.
    public override Task<DbConnection> ConnectAsync() => Task.FromResult<DbConnection>(_directory!.OpenJournal(write: true));

    public override async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _temporary.Delete(recursive: true);
    }

    private async Task OpenAsync()
    {
        _directory = SqliteDirectory.Take(Path);
        Use(
            await SqliteJournal.OpenAsync(_directory, [JournalSchema.Component, AccountRows.Schema], Rows, new(), Clock,
                NullLoggerFactory.Instance, CancellationToken.None),
            await SqliteKeyStore.OpenAsync(_directory, Clock, CancellationToken.None));
    }

    private async Task CloseAsync()
    {
        await ((SqliteJournal)Journal).DisposeAsync();
        ((SqliteKeyStore)Keys).Dispose();
        _directory!.Dispose(); // Set when it is created.
    }
}
