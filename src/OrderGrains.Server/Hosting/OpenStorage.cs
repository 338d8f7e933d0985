using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrderGrains.Journal;
using OrderGrains.Server.Feedback;
using OrderGrains.Server.Search;
using OrderGrains.Server.Settings;
using OrderGrains.Server.Storage;
using OrderGrains.Server.Tasks;
using OrderGrains.Streams;

namespace OrderGrains.Server.Hosting;

/// <summary>The open store: the journal, the keys of personal data, and the way to the rows. Opened before anything is served, closed after
/// everything has stopped.</summary>
public sealed class OpenStorage : IAsyncDisposable
{
    private readonly Stack<object> _owned = new();

    private OpenStorage(SqlDialect dialect) => Dialect = dialect;

    /// <summary>The schema of the rows.</summary>
    public static SchemaComponent RowsSchema { get; } = SchemaComponent.FromResources(
        "rows", typeof(OpenStorage),
        [
            "OrderGrains.Server.Storage.rows.postgres.sql", "OrderGrains.Server.Storage.rows.postgres.2.sql",
            "OrderGrains.Server.Storage.rows.postgres.3.sql",
        ],
        ["OrderGrains.Server.Storage.rows.sqlite.sql", "OrderGrains.Server.Storage.rows.sqlite.2.sql"]);

    /// <summary>The schema of journal and rows: of <c>journal.db</c>.</summary>
    public static IReadOnlyList<SchemaComponent> Schema { get; } = [JournalSchema.Component, RowsSchema];

    /// <summary>The schema of what Orleans keeps and of what consumers make of the journal: of <c>orleans.db</c>.</summary>
    public static IReadOnlyList<SchemaComponent> GrainsSchema { get; } =
        [OrleansTables.Schema, ConsumerTables.Schema, TaskTable.Schema, SearchTable.Schema, FeedbackItems.Schema];

    /// <summary>The schema of the PostgreSQL database, which holds everything.</summary>
    public static IReadOnlyList<SchemaComponent> PostgresSchema { get; } = [.. Schema, .. GrainsSchema];

    private static IReadOnlyList<IRecordTable> Tables { get; } = [.. RecordKinds.All.Select(kind => kind.Table)];

    /// <summary>The journal.</summary>
    public IJournal Journal { get; private set; } = null!; // Set before anybody sees the object.
    /// <summary>The keys of personal data.</summary>
    public IKeyStore Keys { get; private set; } = null!; // Set before anybody sees the object.
    /// <summary>Connections to the database that holds the rows, from which what consumers make of the journal can be read too.</summary>
    public DbDataSource Rows { get; private set; } = null!; // Set before anybody sees the object.
    /// <summary>Connections to the database that holds the states of grains and, on PostgreSQL, the cluster's members.</summary>
    public DbDataSource Grains { get; private set; } = null!; // Set before anybody sees the object.
    /// <summary>The SQL dialect of the store.</summary>
    public SqlDialect Dialect { get; }

    /// <summary>Opens the store that the configuration names. An empty one is created; one that this program does not know is
    /// refused.</summary>
    /// <exception cref="JournalConfigurationException">A setting is missing, or cannot work.</exception>
    /// <exception cref="Journal.SchemaRefusedException">The schema is not the one that this program knows.</exception>
    /// <exception cref="StorageInUseException">Another process has the SQLite files.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be reached.</exception>
    public static async Task<OpenStorage> OpenAsync(IConfiguration configuration, TimeProvider clock, ILoggerFactory logs,
        CancellationToken cancellation)
    {
        var options = configuration.ReadSection<StorageOptions>(StorageOptions.Section);
        var journal = configuration.ReadSection<JournalOptions>(JournalOptions.Section);
        journal.Partitions ??= options.Partitions;
        var storage = new OpenStorage(options.Provider == StorageProvider.Postgres ? SqlDialect.Postgres : SqlDialect.Sqlite);
        try
        {
            if (options.Provider == StorageProvider.Postgres)
                await storage.OpenPostgresAsync(configuration, journal, clock, logs, cancellation);
            else
                await storage.OpenSqliteAsync(options, journal, clock, logs, cancellation);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes what is queued, then closes in the opposite order of opening.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
        {
            if (owned is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
            else
                ((IDisposable)owned).Dispose();
        }
    }

    private async Task OpenPostgresAsync(IConfiguration configuration, JournalOptions options, TimeProvider clock, ILoggerFactory logs,
        CancellationToken cancellation)
    {
        var connectionString = PostgresDatabase.ConnectionString(configuration);
        var rows = Own(PostgresDatabase.Open(connectionString));
        var keys = PostgresDatabase.KeysConnectionString(configuration) is { } apart ? Own(PostgresDatabase.Open(apart)) : rows;
        await CreateAsync(rows, PostgresSchema, cancellation);
        await CreateAsync(keys, [KeyStore.Schema], cancellation);
        Journal = Own(await PostgresJournal.OpenAsync(connectionString, options, Tables, clock, logs, cancellation));
        Keys = new PostgresKeyStore(keys, clock);
        Rows = rows;
        Grains = Own(PostgresDatabase.Open(connectionString)); // A pool of its own: signs of life do not wait behind lists.
    }

    private async Task OpenSqliteAsync(StorageOptions options, JournalOptions journal, TimeProvider clock, ILoggerFactory logs,
        CancellationToken cancellation)
    {
        var directory = Own(SqliteDirectory.Take(options.FullDirectory));
        Keys = Own(await SqliteKeyStore.OpenAsync(directory, clock, cancellation));
        Journal = Own(await SqliteJournal.OpenAsync(directory, Schema, new SqliteRows(Tables), journal, clock, logs, cancellation));
        using (var grains = directory.OpenGrains())
            await DatabaseSchema.OpenAsync(grains, GrainsSchema, cancellation);
        Rows = Own(new SqliteReading(Settings(directory, "journal.db"), Settings(directory, "orleans.db").DataSource));
        Grains = Own(SqliteFactory.Instance.CreateDataSource(Settings(directory, "orleans.db").ConnectionString));
    }

    // The timeout is how long a statement waits for another's write.
    private static SqliteConnectionStringBuilder Settings(SqliteDirectory directory, string file) => new()
    {
        DataSource = Path.Combine(directory.Path, file),
        Mode = SqliteOpenMode.ReadWrite,
        DefaultTimeout = 10,
    };

    private static async Task CreateAsync(NpgsqlDataSource database, IReadOnlyList<SchemaComponent> components,
        CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await DatabaseSchema.OpenAsync(connection, components, cancellation);
        }
        catch (NpgsqlException fault) when (fault is not PostgresException)
        {
            throw new JournalUnavailableException($"The database cannot be reached: {fault.Message}", fault);
        }
    }

    private T Own<T>(T opened)
        where T : notnull
    {
        _owned.Push(opened);
        return opened;
    }
}
