using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>An empty store of a test's own, and how the program's configuration names it.</summary>
/// <param name="Directory">A directory for files and for the program to be started in.</param>
/// <param name="Configuration">The program's arguments.</param>
public sealed record Store(string Directory, IReadOnlyList<string> Configuration) : IAsyncDisposable
{
    // A port that is free; a silo that misses another soon, also one that was killed a moment ago and whose row is still in the table; nobody to give notice of a stop to.
    private static readonly string[] Hasty =
    [
        "--Orleans:SiloPort=0", "--Orleans:ProbeTimeout=00:00:01", "--Orleans:MissedProbes=2", "--Orleans:AliveInterval=00:00:01", "--Orleans:MissedAlive=2",
        "--Shutdown:Notice=00:00:00",
    ];

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
        return new(directory, ["--Storage:Provider=Postgres", $"--ConnectionStrings:OrderGrains={database}", $"--Storage:Directory={keys}", .. Hasty]);
    }

    /// <summary>Executes a statement on the journal's database, past the program.</summary>
    public async Task ExecuteAsync(string sql)
    {
        const string Postgres = "--ConnectionStrings:OrderGrains=";
        await using DbConnection connection = Configuration.FirstOrDefault(x => x.StartsWith(Postgres, StringComparison.Ordinal)) is { } setting
            ? new NpgsqlConnection(setting[Postgres.Length..] + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(Directory, "store", "journal.db")};Pooling=false");
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
