using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrderGrains.Journal;

namespace OrderGrains.Testing;

/// <summary>An empty store of a test's own, and how the program's configuration names it.</summary>
/// <param name="Directory">A directory for files and for the program to be started in.</param>
/// <param name="Configuration">The program's arguments.</param>
public sealed record Store(string Directory, IReadOnlyList<string> Configuration) : IAsyncDisposable
{
    // A port that is free; a silo that misses another soon, also one that was killed a moment ago and whose row is still in the table;
    // nobody to give notice of a stop to.
    private static readonly string[] Hasty =
    [
        "--Orleans:SiloPort=0", "--Orleans:ProbeTimeout=00:00:01", "--Orleans:MissedProbes=2", "--Orleans:AliveInterval=00:00:01",
        "--Orleans:MissedAlive=2",
        "--Shutdown:Notice=00:00:00",
    ];

    // Of one server alone, no other can miss a probe: its dead predecessor, which it has to bury before it goes on, is missed at once.
    private static readonly string[] Alone =
        ["--Orleans:ProbeTimeout=00:00:00.1", "--Orleans:MissedProbes=1", "--Orleans:AliveInterval=00:00:00.2", "--Orleans:MissedAlive=1"];

    /// <summary>The same store for one server at a time.</summary>
    public Store ForOne() => this with { Configuration = [.. Configuration, .. Alone] };

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
        return new(directory,
            ["--Storage:Provider=Postgres", $"--ConnectionStrings:OrderGrains={database}", $"--Storage:Directory={keys}", .. Hasty]);
    }

    private const string Postgres = "--ConnectionStrings:OrderGrains=";

    /// <summary>The directory of the SQLite files, or of the development key only.</summary>
    public string Files => Path.Combine(Directory, "store");

    /// <summary>How to connect to the database; null on SQLite.</summary>
    public string? ConnectionString =>
        Configuration.FirstOrDefault(x => x.StartsWith(Postgres, StringComparison.Ordinal)) is { } setting ? setting[Postgres.Length..]
            + ";Pooling=false" : null;

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
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How many events somebody's commands have recorded, read past the program.</summary>
    public async Task<long> EventsByAsync(string subject)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"select count(*) from event where {(connection is NpgsqlConnection ? "payload::text" : "cast(payload as text)")} like "
                + $"'%\"by\":%\"{subject}\"%'";
        return (long)(await command.ExecuteScalarAsync())!; // count(*) is never null
    }

    /// <summary>The facts of every stream's newest event, read past the program.</summary>
    public async Task<List<byte[]>> NewestFactsAsync(IReadOnlyCollection<string> streamsLeftOut)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "select stream, facts from event e where version = (select max(version) from event x where x.stream = e.stream)";
        await using var reader = await command.ExecuteReaderAsync();
        List<byte[]> facts = [];
        while (await reader.ReadAsync())
        {
            var stream = reader[0] is Guid id ? id : new Guid((byte[])reader[0], bigEndian: true);
            if (!streamsLeftOut.Contains(stream.ToString("N")))
                facts.Add((byte[])reader[1]);
        }
        return facts;
    }

    /// <summary>Makes the facts of one event of a type unreadable, past the program; the chain of hashes is broken by it.</summary>
    /// <returns>The event's stream, of which it is the first, and its facts as they were.</returns>
    public async Task<(string Stream, byte[] Facts)> SpoilFactsAsync(string type)
    {
        await using var connection = await OpenAsync();
        await using var find = connection.CreateCommand();
        find.CommandText =
            $"select stream, facts from event e where version = 1 and type = '{type}' and exists (select 1 from event x where x.stream = "
                + $"e.stream and x.version = 2) limit 1";
        await using var reader = await find.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var stream = (reader[0] is Guid id ? id : new Guid((byte[])reader[0], bigEndian: true)).ToString("N");
        var facts = (byte[])reader[1];
        await reader.DisposeAsync();
        await SetFactsAsync(connection, stream, [(byte)'?']);
        return (stream, facts);
    }

    /// <summary>Puts the facts of a stream's first event back.</summary>
    public async Task RestoreFactsAsync(string stream, byte[] facts)
    {
        await using var connection = await OpenAsync();
        await SetFactsAsync(connection, stream, facts);
    }

    /// <summary>Forgets all that consumers of the journal have stored; the server must not run.</summary>
    public async Task ForgetConsumersAsync()
    {
        if (ConnectionString is not null)
            await ExecuteAsync(
                "truncate orleans_state, consumer_position, order_search, customer_search, feedback_item, task, notification");
        else
            File.Delete(Path.Combine(Files, "orleans.db"));
    }

    /// <summary>Appends an event of an unknown type, as a newer program would, as the first of a stream of its own; the server must not
    /// run.</summary>
    /// <returns>The stream.</returns>
    public async Task<string> PlantUnknownAsync(string type)
    {
        var stream = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        await using var connection = await OpenAsync();
        await using var find = connection.CreateCommand();
        find.CommandText = """
            select partition, position, command_id, recorded_at, payload, facts from event
            where partition = (select min(partition) from event) order by position desc limit 1
            """;
        await using var last = await find.ExecuteReaderAsync();
        Assert.True(await last.ReadAsync());
        var (partition, position) = (last.GetInt32(0), last.GetInt64(1) + 1);
        var command = last[2] is Guid id ? id : new Guid((byte[])last[2], bigEndian: true);
        var at = last[3] is DateTime time ? new DateTimeOffset(time) : DateTimeOffset.FromUnixTimeMilliseconds(last.GetInt64(3));
        var planted = new NewEvent(type, 1, command, at, (byte[])last[4], null, null, (byte[])last[5], null, new byte[32]);
        await last.DisposeAsync();
        HashChain.ComputeNext(HashChain.Start, new StreamId(stream), 1, planted, planted.Hash);
        var (before, after) = ConnectionString is null ? ("x'", "'") : ("'\\x", "'::bytea");
        await ExecuteAsync($"""
            insert into event (partition, position, stream, version, type, schema, command_id, recorded_at, payload, facts, hash)
            select partition, {position}, {(ConnectionString is null ? $"x'{stream:N}'" : $"'{stream}'::uuid")}, 1, '{type}', 1, command_id,
              recorded_at, payload, facts,
              {before}{Convert.ToHexString(planted.Hash)}{after} from event where partition = {partition} and position = {position - 1}
            """);
        return stream.ToString("N");
    }

    /// <summary>Replaces a text in all states that grains have stored, past the program; the server must not run.</summary>
    /// <returns>How many states had it.</returns>
    public async Task<int> RewriteStatesAsync(string text, string other)
    {
        await using var connection = await OpenAsync("orleans.db");
        await using var command = connection.CreateCommand();
        command.CommandText = connection is NpgsqlConnection
            ? $"update orleans_state set payload = convert_to(replace(convert_from(payload, 'UTF8'), '{text}', '{other}'), 'UTF8') where "
                + $"convert_from(payload, 'UTF8') like '%{text}%'"
            : $"update orleans_state set payload = cast(replace(cast(payload as text), '{text}', '{other}') as blob) where cast(payload as "
                + $"text) like '%{text}%'";
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Forgets the words that orders and customers are searched by, and how far they go; the server must not run.</summary>
    public Task ForgetSearchAsync() => ExecuteOnConsumersAsync(
        $"delete from order_search; delete from customer_search; "
            + $"{(ConnectionString is null ? "delete from order_search_grams; delete from customer_search_grams;" : "")} "
        + "delete from consumer_position where kind like 'search%'");

    /// <summary>Has the words be those of a version that folded otherwise, past the program; the server must not run.</summary>
    public Task AgeSearchAsync() => ExecuteOnConsumersAsync(
        "update order_search set words = 'older'; update customer_search set words = 'older'; update consumer_position set kind = 'search' "
            + "where kind like 'search/%'");

    /// <summary>Of how many customers there are words.</summary>
    public async Task<long> WordsOfCustomersAsync()
    {
        await using var connection = await OpenAsync("orleans.db");
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from customer_search";
        return (long)(await command.ExecuteScalarAsync())!; // count(*) is never null
    }

    /// <summary>Executes a statement on the database of what consumers make of the journal, past the program.</summary>
    public async Task ExecuteOnConsumersAsync(string sql)
    {
        await using var connection = await OpenAsync("orleans.db");
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task SetFactsAsync(DbConnection connection, string stream, byte[] facts)
    {
        await using var update = connection.CreateCommand();
        update.CommandText = connection is NpgsqlConnection
            ? $"update event set facts = '\\x{Convert.ToHexString(facts)}' where version = 1 and stream = '{stream}'"
            : $"update event set facts = x'{Convert.ToHexString(facts)}' where version = 1 and stream = x'{stream}'";
        Assert.Equal(1, await update.ExecuteNonQueryAsync());
    }

    private async Task<DbConnection> OpenAsync(string file = "journal.db")
    {
        DbConnection connection = ConnectionString is { } database
            ? new NpgsqlConnection(database) : new SqliteConnection($"Data Source={Path.Combine(Files, file)};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>One PostgreSQL cluster for all tests of the assembly, created when the first asks for it; each test has a database of its
/// own.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(() => PostgresServer.CreateAsync(
        "max_connections=400", // Tests run side by side, and a server takes up to forty.
        "shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=all", "pg_stat_statements.track_planning=on"));

    public Task<PostgresServer> ServerAsync() => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
            await (await server.Value).DisposeAsync();
    }
}
