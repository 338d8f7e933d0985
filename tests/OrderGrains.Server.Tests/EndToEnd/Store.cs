using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrderGrains.Journal;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>An empty store of a test's own, and how the program's configuration names it.</summary>
/// <param name="Directory">A directory for files and for the program to be started in.</param>
/// <param name="Configuration">The program's arguments.</param>
public sealed record Store(string Directory, IReadOnlyList<string> Configuration) : IAsyncDisposable
{
    /// <summary>SQLite files in a directory.</summary>
    public static Store OnSqlite()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("ordergrains-e2e-").FullName;
        return new(directory, ["--Storage:Provider=Sqlite", $"--Storage:Directory={Path.Combine(directory, "store")}"]);
    }

    /// <summary>A database of the cluster; the directory holds the development key only.</summary>
    public static async Task<Store> OnPostgresAsync(PostgresServer cluster)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("ordergrains-e2e-").FullName;
        var database = await cluster.CreateDatabaseAsync();
        var keys = Path.Combine(directory, "store");
        return new(directory, ["--Storage:Provider=Postgres", $"--ConnectionStrings:OrderGrains={database}", $"--Storage:Directory={keys}"]);
    }

    private const string Postgres = "--ConnectionStrings:OrderGrains=";

    private string Files => Path.Combine(Directory, "store");

    // Null on SQLite.
    private string? ConnectionString =>
        Configuration.FirstOrDefault(x => x.StartsWith(Postgres, StringComparison.Ordinal)) is { } setting ? setting[Postgres.Length..] + ";Pooling=false" : null;

    /// <summary>Destroys the keys of a customer, as erasure does; no server runs meanwhile.</summary>
    public async Task DestroyKeysAsync(Guid customer)
    {
        if (ConnectionString is { } database)
        {
            await using var source = NpgsqlDataSource.Create(database);
            await new PostgresKeyStore(source, TimeProvider.System).DestroyAsync(customer, CancellationToken.None);
            return;
        }
        using var directory = SqliteDirectory.Take(Files);
        using var keys = await SqliteKeyStore.OpenAsync(directory, TimeProvider.System, CancellationToken.None);
        await keys.DestroyAsync(customer, CancellationToken.None);
    }

    /// <summary>Executes a statement on the journal's database, past the program.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using DbConnection connection = ConnectionString is { } database
            ? new NpgsqlConnection(database) : new SqliteConnection($"Data Source={Path.Combine(Files, "journal.db")};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>One PostgreSQL cluster for all tests of the assembly, created when the first asks for it; each test has a database of its own.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(() => PostgresServer.CreateAsync());

    public Task<PostgresServer> ServerAsync() => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
            await (await server.Value).DisposeAsync();
    }
}
