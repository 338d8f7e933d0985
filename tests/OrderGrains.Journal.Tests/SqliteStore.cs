using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrderGrains.Journal.Tests;

/// <summary>A journal's own SQLite directory.</summary>
public sealed class SqliteStore : IJournalStore
{
    public const string Scheme = "sqlite";
    private static readonly SchemaComponent RowSchema = new(
        "test", [], ["create table test_row (stream blob primary key, version integer not null, text text not null check (length(text) <= "
            + "20)) strict"]);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("ordergrains-sqlite-");

    public string Address => $"{Scheme}:{directory.FullName}";
    public string Path => directory.FullName;

    public Task<IJournal> OpenAsync(JournalOptions options) => OpenAsync(Path, options);

    public static async Task<IJournal> OpenAsync(string path, JournalOptions options, TimeProvider? clock = null)
    {
        var directory = SqliteDirectory.Take(path);
        try
        {
            return new Opened(directory, await SqliteJournal.OpenAsync(
                directory, [JournalSchema.Component, RowSchema], new SqliteTestRows(), options, clock ?? TimeProvider.System,
                NullLoggerFactory.Instance, CancellationToken.None));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public Task<IAsyncDisposable> BlockWritesAsync()
    {
        var connection = Connect();
        Execute(connection, "begin immediate");
        return Task.FromResult<IAsyncDisposable>(connection);
    }

    public Task<string?> RowAsync(StreamId stream)
    {
        using var connection = Connect();
        using var command = new SqliteCommand("select text from test_row where stream = $stream", connection);
        command.Parameters.AddWithValue("$stream", stream.Value.ToByteArray(bigEndian: true));
        return Task.FromResult((string?)command.ExecuteScalar());
    }

    /// <summary>Opens a connection of a program that ignores the lock.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(Path, "journal.db")};Pooling=false");
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public ValueTask DisposeAsync()
    {
        directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A journal that releases its directory when it is disposed of.</summary>
    private sealed class Opened(SqliteDirectory directory, SqliteJournal journal) : IJournal, IAsyncDisposable
    {
        public int Partitions => journal.Partitions;
        public event Action<IReadOnlyList<(Append Append, long Position)>>? Written
        {
            add => journal.Written += value;
            remove => journal.Written -= value;
        }
        public bool IsIdle => journal.IsIdle;
        public event Action? Idled
        {
            add => journal.Idled += value;
            remove => journal.Idled -= value;
        }
        public TimeSpan OldestWaiting => journal.OldestWaiting;
        public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellation) =>
            journal.AppendAsync(append, cancellation);
        public ValueTask<IReadOnlyList<StreamSlice>> LoadAsync(IReadOnlyList<StreamId> streams, int fold, CancellationToken cancellation) =>
            journal.LoadAsync(streams, fold, cancellation);
        public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(StreamId stream, int after, int limit,
            CancellationToken cancellation) => journal.ReadStreamAsync(stream, after, limit, cancellation);
        public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionAsync(int partition, long after, int limit,
            CancellationToken cancellation) => journal.ReadPartitionAsync(partition, after, limit, cancellation);
        public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionsAsync(IReadOnlyList<(int Partition, long After)> places, int limit,
            CancellationToken cancellation) => journal.ReadPartitionsAsync(places, limit, cancellation);
        public ValueTask<long[]> HeadsAsync(CancellationToken cancellation) => journal.HeadsAsync(cancellation);
        public ValueTask<StoredKey?> FindKeyAsync(StreamId stream, Guid key, CancellationToken cancellation) =>
            journal.FindKeyAsync(stream, key, cancellation);
        public ValueTask WriteSnapshotAsync(Snapshot snapshot, CancellationToken cancellation) =>
            journal.WriteSnapshotAsync(snapshot, cancellation);
        public ValueTask<bool> ProbeAsync(CancellationToken cancellation) => journal.ProbeAsync(cancellation);
        public Task MaintainAsync(DateTimeOffset today, CancellationToken cancellation) => journal.MaintainAsync(today, cancellation);
        public Task DrainAsync(CancellationToken cancellation) => journal.DrainAsync(cancellation);

        public async ValueTask DisposeAsync()
        {
            await journal.DisposeAsync();
            directory.Dispose();
        }
    }
}

/// <summary>Writes the rows of tests on SQLite.</summary>
internal sealed class SqliteTestRows : ISqliteRows
{
    public ISqliteRowWriter Prepare(SqliteConnection connection) => new Writer(new SqliteCommand(
        "insert into test_row values ($stream, $version, $text) on conflict (stream) do update set version = excluded.version, text = "
            + "excluded.text", connection));

    private sealed class Writer(SqliteCommand command) : ISqliteRowWriter
    {
        public void Write(SqliteTransaction? transaction, Append append)
        {
            command.Transaction = transaction;
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$stream", append.Stream.Value.ToByteArray(bigEndian: true));
            command.Parameters.AddWithValue("$version", append.ExpectedVersion + append.Events.Length);
            command.Parameters.AddWithValue("$text", ((TestRow)append.Row!).Text); // Not null: the journal passes only appends with a row.
            command.ExecuteNonQuery();
        }

        public void Dispose() => command.Dispose();
    }
}
