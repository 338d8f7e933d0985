using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OrderGrains.Journal;

/// <summary>
/// Creates and migrates the schema of a database, PostgreSQL or SQLite by the connection's type, and refuses an unknown one.
/// </summary>
public static class DatabaseSchema
{
    // Any number will do, as long as every version of the program locks the same one.
    private const long MigrationLock = 0x6f67_6d69_6772_6174;

    private const string CreateVersions = """
        create table if not exists schema_version (
          component varchar(100) not null, version integer not null, primary key (component, version))
        """;

    /// <summary>
    /// Creates the tables in an empty database, accepts a current schema and refuses any other. Servers may start concurrently.
    /// </summary>
    /// <exception cref="SchemaRefusedException">The schema is older (and must be migrated first), newer, or another program's.</exception>
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

    /// <summary>Applies the missing scripts in one transaction.</summary>
    /// <remarks>Can run repeatedly and concurrently: runs wait for each other, and the later one finds nothing to do.</remarks>
    /// <param name="connection">An open connection to the database.</param>
    /// <param name="components">The components in this database.</param>
    /// <param name="progress">Receives a line for each applied script.</param>
    /// <param name="cancellation">Cancels the run, which then changes nothing.</param>
    /// <returns>The number of applied scripts.</returns>
    /// <exception cref="SchemaRefusedException">The schema is newer, or another program's.</exception>
    public static Task<int> MigrateAsync(
        DbConnection connection,
        IReadOnlyList<SchemaComponent> components,
        IProgress<string>? progress,
        CancellationToken cancellation) =>
        ApplyAsync(connection, components, onlyIfEmpty: false, progress, cancellation);

    private static async Task<int> ApplyAsync(
        DbConnection connection,
        IReadOnlyList<SchemaComponent> components,
        bool onlyIfEmpty,
        IProgress<string>? progress,
        CancellationToken cancellation)
    {
        await using var transaction = connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: false)
            : await connection.BeginTransactionAsync(cancellation);
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

    private static async Task ApplyAsync(
        DbTransaction transaction, SchemaComponent component, int version, IProgress<string>? progress, CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync(transaction, component.ScriptsFor(transaction.Connection!)[version - 1], cancellation);
        }
        catch (DbException e) when (version == 1 && e is PostgresException { SqlState: PostgresErrorCodes.DuplicateTable }
            or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_ERROR })
        {
            var reason = $"could not be created, because the database already has something else with its names: {e.Message}";
            throw new SchemaRefusedException(component.Name, reason, e);
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
        {
            throw new SchemaRefusedException(
                component.Name, $"has version {has}, but this program knows only version {known}. Run a newer program");
        }
        if (has < known)
        {
            throw new SchemaRefusedException(
                component.Name, $"has version {has}, but this program needs version {known}. Run migrate first");
        }
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

    private static async Task<Dictionary<string, int>> AppliedAsync(
        DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
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
        command.CommandTimeout = 0; // Another run's migration, or a large table, may take any time.
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}

/// <summary>This program cannot work with the database's schema.</summary>
/// <param name="component">The component at fault.</param>
/// <param name="reason">The version it has, and the one required.</param>
/// <param name="inner">The database's error.</param>
public sealed class SchemaRefusedException(string component, string reason, Exception? inner = null)
    : Exception($"The schema of {component} {reason}.", inner)
{
    /// <summary>The component at fault.</summary>
    public string Component { get; } = component;
}
