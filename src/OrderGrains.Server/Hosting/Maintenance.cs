using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrains.Journal;
using OrderGrains.Server.Settings;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Hosting;

/// <summary>Migrates, verifies and rebuilds the store. On SQLite, only verification may run beside a server.</summary>
/// <param name="configuration">Names the store, as for the server.</param>
/// <param name="clock">The time.</param>
public sealed class Maintenance(IConfiguration configuration, TimeProvider clock)
{
    private readonly StorageOptions _options = configuration.ReadSection<StorageOptions>(StorageOptions.Section);

    private static IReadOnlyList<RecordKind> Kinds { get; } = [.. RecordKinds.All.Select(kind => kind.Kind)];

    /// <summary>Brings the schema to what this program knows; creates what is missing.</summary>
    /// <returns>How many steps were needed.</returns>
    public async Task<int> MigrateAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        var steps = _options.Provider == StorageProvider.Postgres
            ? await MigratePostgresAsync(progress, cancellation)
            : await MigrateSqliteAsync(progress, cancellation);
        // Opens the store as a server would, so that the operator learns now of anything that a server refuses.
        await using var opened = await OpenStorage.OpenAsync(configuration, clock, NullLoggerFactory.Instance, cancellation);
        return steps;
    }

    /// <summary>Compares everything in the journal, and what is made from it, with what it must be.</summary>
    /// <returns>The findings; empty if there are none.</returns>
    public Task<IReadOnlyList<JournalFinding>> VerifyAsync(IProgress<JournalProgress> progress, CancellationToken cancellation) =>
        OnStoreAsync(write: false, (connection, keys) =>
            new JournalVerification(connection, keys, Kinds).RunAsync(progress, cancellation), cancellation);

    /// <summary>Makes every row and snapshot anew from the journal.</summary>
    /// <returns>How many events were read.</returns>
    public Task<long> RebuildAsync(IProgress<JournalProgress> progress, CancellationToken cancellation) =>
        OnStoreAsync(write: true, (connection, keys) =>
            new JournalRebuild(connection, keys, Kinds).RunAsync(progress, cancellation), cancellation);

    private async Task<int> MigratePostgresAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        await using var database = PostgresDatabase.Open(PostgresDatabase.ConnectionString(configuration));
        await using var apart = PostgresDatabase.KeysConnectionString(configuration) is { } text ? PostgresDatabase.Open(text) : null;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var keys = await (apart ?? database).OpenConnectionAsync(cancellation);
        return await DatabaseSchema.MigrateAsync(connection, OpenStorage.PostgresSchema, progress, cancellation)
            + await DatabaseSchema.MigrateAsync(keys, [KeyStore.Schema], progress, cancellation);
    }

    private async Task<int> MigrateSqliteAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        using var directory = SqliteDirectory.Take(_options.FullDirectory);
        using var connection = directory.OpenJournal(write: true);
        using var keys = directory.OpenKeys();
        using var grains = directory.OpenGrains();
        return await DatabaseSchema.MigrateAsync(connection, OpenStorage.Schema, progress, cancellation)
            + await DatabaseSchema.MigrateAsync(keys, [KeyStore.Schema], progress, cancellation)
            + await DatabaseSchema.MigrateAsync(grains, OpenStorage.GrainsSchema, progress, cancellation);
    }

    private async Task<T> OnStoreAsync<T>(bool write, Func<DbConnection, IKeyStore, Task<T>> use, CancellationToken cancellation)
    {
        if (_options.Provider == StorageProvider.Postgres)
        {
            await using var database = PostgresDatabase.Open(PostgresDatabase.ConnectionString(configuration));
            await using var apart = PostgresDatabase.KeysConnectionString(configuration) is { } text ? PostgresDatabase.Open(text) : null;
            await using var connection = await database.OpenConnectionAsync(cancellation);
            return await use(connection, new PostgresKeyStore(apart ?? database, clock));
        }
        using var directory = write ? SqliteDirectory.Take(_options.FullDirectory) : SqliteDirectory.ReadOnly(_options.FullDirectory);
        using var keys = await SqliteKeyStore.OpenAsync(directory, clock, cancellation);
        using var journal = directory.OpenJournal(write);
        return await use(journal, keys);
    }
}
