using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using OrderGrains.Testing;

namespace OrderGrains.Journal.Tests;

/// <summary>One PostgreSQL server for the tests of a collection.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;     // Set before the first test.

    public async ValueTask InitializeAsync() => Server = await PostgresServer.CreateAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}

/// <summary>A journal's own database.</summary>
public sealed class PostgresStore : IJournalStore
{
    public const string Scheme = "postgres";

    private PostgresStore(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }
    public string Address => $"{Scheme}:{ConnectionString}";

    public static async Task<PostgresStore> CreateAsync(PostgresServer server)
    {
        var store = new PostgresStore(await server.CreateDatabaseAsync());
        await using var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync();
        await DatabaseSchema.OpenAsync(connection, [JournalSchema.Component], CancellationToken.None);
        await using var rows = new NpgsqlCommand(PostgresTestRows.Schema, connection);
        await rows.ExecuteNonQueryAsync();
        return store;
    }

    public Task<IJournal> OpenAsync(JournalOptions options) => OpenAsync(ConnectionString, options);

    public static async Task<IJournal> OpenAsync(string connectionString, JournalOptions options) =>
        await PostgresJournal.OpenAsync(
            connectionString, options, [new PostgresTestRows()], TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    /// <summary>Opens the journal through a port, such as a proxy's.</summary>
    public Task<IJournal> OpenThroughAsync(int port, JournalOptions options) =>
        OpenAsync(new NpgsqlConnectionStringBuilder(ConnectionString) { Port = port }.ConnectionString, options);

    public async Task<IAsyncDisposable> BlockWritesAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(20311, p) from generate_series(0, 15) p", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    public async Task<string?> RowAsync(StreamId stream) =>
        (string?)await ScalarAsync("select text from test_row where stream = $1", stream.Value);

    public async Task<object?> ScalarAsync(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Repeats a query until it returns true.</summary>
    public async Task UntilAsync(string condition, CancellationToken cancellation)
    {
        while (await ScalarAsync($"select {condition}") is not true)
            cancellation.ThrowIfCancellationRequested();
    }

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        return ValueTask.CompletedTask;
    }
}

/// <summary>A row for each stream, with text of at most 20 characters.</summary>
internal sealed class PostgresTestRows : IPostgresRows
{
    public const string Schema = """
        create table test_row (stream uuid primary key, version int not null, text varchar(20) not null);
        create function write_test_rows_v1(winners bigint[], streams uuid[], versions int[], texts text[]) returns void language plpgsql as
          $$
        begin
          insert into test_row
          select r.stream, r.version, r.text from unnest(streams, versions, texts) with ordinality r(stream, version, text, ord)
          where r.ord = any(winners) and r.text is not null
          on conflict (stream) do update set version = excluded.version, text = excluded.text;
        end $$;
        """;

    public Type RowType => typeof(TestRow);

    public string Function => "write_test_rows_v1";

    public NpgsqlParameter[] CreateParameters() =>
    [
        new NpgsqlParameter<List<Guid>> { TypedValue = [], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
        new NpgsqlParameter<List<int>> { TypedValue = [], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
        new NpgsqlParameter<List<string?>> { TypedValue = [], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
    ];

    public void Fill(NpgsqlParameter[] parameters, IReadOnlyList<Append> batch)
    {
        ((NpgsqlParameter<List<Guid>>)parameters[0]).TypedValue = [.. batch.Select(x => x.Stream.Value)];
        ((NpgsqlParameter<List<int>>)parameters[1]).TypedValue = [.. batch.Select(x => x.ExpectedVersion + x.Events.Length)];
        ((NpgsqlParameter<List<string?>>)parameters[2]).TypedValue = [.. batch.Select(x => (x.Row as TestRow)?.Text)];
    }
}
