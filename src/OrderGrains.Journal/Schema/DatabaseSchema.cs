using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OrderGrains.Journal;

/// <summary>Brings a database's schema to what this program knows, and refuses what it does not know. Works on PostgreSQL and SQLite, by the connection's type.</summary>
public static class DatabaseSchema
{
    // Any number serves, as long as every version of the program locks the same one.
    private const long MigrationLock = 0x6f67_6d69_6772_6174;

    private const string CreateVersions =
        "create table if not exists schema_version (component varchar(100) not null, version integer not null, primary key (component, version))";

    /// <summary>For the start of a server: an empty database gets its tables, a known schema passes, any other is refused. Several may start at once.</summary>
    /// <exception cref="SchemaRefusedException">The schema is older (to be migrated first), newer, or not ours.</exception>
    public static async Task OpenAsync(DbConnection connection, IReadOnlyList<SchemaComponent> components, CancellationToken cancellation)
    {
        if (await HasVersionsAsync(connection, null, cancellation))
        {
            var applied = await AppliedAsync(connection, null, cancellation);
            if (components.Any(component => applied.ContainsKey(component.Name)))
            {
                foreach (var component in components)
                    Require(component, applied.GetValueOrDefault(component.Name), component.ScriptsFor(connection).Length);
                return;
            }
        }
        await ApplyAsync(connection, components, onlyIfEmpty: true, null, cancellation);
    }

    /// <summary>Applies what is missing, in one transaction. Can be run again and by several at once: they wait for each other, and the later finds nothing to do.</summary>
    /// <param name="connection">Open, to the database.</param>
    /// <param name="components">The components that this database holds.</param>
    /// <param name="progress">Told a line for each script applied.</param>
    /// <param name="cancellation">Ends the run; nothing was changed.</param>
    /// <returns>How many scripts were applied.</returns>
    /// <exception cref="SchemaRefusedException">The schema is newer, or not ours.</exception>
    public static Task<int> MigrateAsync(DbConnection connection, IReadOnlyList<SchemaComponent> components, IProgress<string>? progress, CancellationToken cancellation) =>
        ApplyAsync(connection, components, onlyIfEmpty: false, progress, cancellation);

    private static async Task<int> ApplyAsync(
        DbConnection connection, IReadOnlyList<SchemaComponent> components, bool onlyIfEmpty, IProgress<string>? progress, CancellationToken cancellation)
    {
        await using var transaction = connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: false) : await connection.BeginTransactionAsync(cancellation);
        if (connection is NpgsqlConnection)
            await ExecuteAsync(transaction, $"select pg_advisory_xact_lock({MigrationLock})", cancellation);
        await ExecuteAsync(transaction, CreateVersions, cancellation);
        var applied = await AppliedAsync(connection, transaction, cancellation);
        var empty = !components.Any(component => applied.ContainsKey(component.Name));
        var count = 0;
        foreach (var component in components)
        {
            var (has, known) = (applied.GetValueOrDefault(component.Name), component.ScriptsFor(connection).Length);
            if (has > known || (onlyIfEmpty && !empty))
                Require(component, has, known);
            for (var version = has + 1; version <= known; version++, count++)
                await ApplyAsync(transaction, component, version, progress, cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return count;
    }

    private static async Task ApplyAsync(DbTransaction transaction, SchemaComponent component, int version, IProgress<string>? progress, CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync(transaction, component.ScriptsFor(transaction.Connection!)[version - 1], cancellation);
        }
        catch (DbException e) when (version == 1 && e is PostgresException { SqlState: PostgresErrorCodes.DuplicateTable } or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_ERROR })
        {
            throw new SchemaRefusedException(component.Name, $"could not be created, because the database holds something else under its names: {e.Message}", e);
        }
        await using var insert = Command(transaction, "insert into schema_version (component, version) values (@component, @version)");
        Add(insert, "component", component.Name);
        Add(insert, "version", version);
        await insert.ExecuteNonQueryAsync(cancellation);
        progress?.Report($"{component.Name}: version {version} applied");
    }

    private static void Require(SchemaComponent component, int has, int known)
    {
        if (has > known)
            throw new SchemaRefusedException(component.Name, $"has version {has}, and this program knows it up to version {known}. Run a newer program");
        if (has < known)
            throw new SchemaRefusedException(component.Name, $"has version {has}, and this program needs version {known}. Run migrate first");
    }

    private static async Task<bool> HasVersionsAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = connection is SqliteConnection
            ? "select exists (select 1 from sqlite_master where type = 'table' and name = 'schema_version')"
            : "select to_regclass('schema_version') is not null";
        return Convert.ToBoolean(await command.ExecuteScalarAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<Dictionary<string, int>> AppliedAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "select component, max(version) from schema_version group by component";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var applied = new Dictionary<string, int>();
        while (await reader.ReadAsync(cancellation))
            applied.Add(reader.GetString(0), reader.GetInt32(1));
        return applied;
    }

    private static async Task ExecuteAsync(DbTransaction transaction, string sql, CancellationToken cancellation)
    {
        await using var command = Command(transaction, sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static DbCommand Command(DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.CommandTimeout = 0; // Another run's migration, or a large table, takes what it takes.
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}

/// <summary>The database's schema is not one that this program can work on.</summary>
/// <param name="component">The component that does not fit.</param>
/// <param name="reason">What it has and what is needed.</param>
/// <param name="inner">What the database said.</param>
public sealed class SchemaRefusedException(string component, string reason, Exception? inner = null) : Exception($"The schema of {component} {reason}.", inner)
{
    /// <summary>The component that does not fit.</summary>
    public string Component { get; } = component;
}
