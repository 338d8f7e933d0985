using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>
/// The journal in a SQLite file, <c>journal.db</c>: one writer, which works in batches, and readers on separate connections.
/// </summary>
public sealed class SqliteJournal : IJournal, IAsyncDisposable
{
    private const int DefaultPartitions = 16;

    private readonly SqliteDirectory _directory;
    private readonly SqliteWriter _writer;
    private readonly Appender _appender;
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private bool _closed;

    private SqliteJournal(SqliteDirectory directory, SqliteWriter writer, Appender appender, int partitions) =>
        (_directory, _writer, _appender, Partitions) = (directory, writer, appender, partitions);

    /// <inheritdoc/>
    public int Partitions { get; }

    /// <inheritdoc/>
    public event Action<IReadOnlyList<(Append Append, long Position)>>? Written
    {
        add => _appender.Written += value;
        remove => _appender.Written -= value;
    }

    /// <inheritdoc/>
    public bool IsIdle => _appender.IsIdle;

    /// <inheritdoc/>
    public event Action? Idled
    {
        add => _appender.Idled += value;
        remove => _appender.Idled -= value;
    }

    /// <summary>Opens the journal of a directory that this process has locked, creating it if there is none.</summary>
    /// <param name="directory">The directory, locked for writing; the journal does not dispose of it.</param>
    /// <param name="components">The schema of <c>journal.db</c>: the components of the journal and of the rows.</param>
    /// <param name="rows">Writes the records' rows; null if they have none.</param>
    /// <param name="options">The journal's options; the number of lanes does not apply.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logs">Creates the logger.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <exception cref="SchemaRefusedException">This program does not know the schema.</exception>
    /// <exception cref="JournalConfigurationException">The journal has another number of partitions.</exception>
    /// <exception cref="JournalUnavailableException">The file cannot be opened.</exception>
    public static async Task<SqliteJournal> OpenAsync(
        SqliteDirectory directory,
        IReadOnlyList<SchemaComponent> components,
        ISqliteRows? rows,
        JournalOptions options,
        TimeProvider clock,
        ILoggerFactory logs,
        CancellationToken cancellation)
    {
        options.Validate();
        int partitions;
        using (var connection = directory.OpenJournal(write: true))
        {
            await DatabaseSchema.OpenAsync(connection, components, cancellation);
            partitions = ReadPartitions(connection, options.Partitions);
        }
        var writer = new SqliteWriter(directory, partitions, rows, clock);
        var log = logs.CreateLogger<SqliteJournal>();
        var appender = new Appender(options, partitions, lanes: 1, _ => new SqliteBatchWriter(writer), clock, log);
        return new(directory, writer, appender, partitions);
    }

    /// <inheritdoc/>
    public TimeSpan OldestWaiting => _appender.OldestWaiting;

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellation) =>
        _appender.AppendAsync(append, cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StreamSlice>> LoadAsync(IReadOnlyList<StreamId> streams, int fold, CancellationToken cancellation) =>
        Read<IReadOnlyList<StreamSlice>>(connection =>
        {
            var slices = new StreamSlice[streams.Count];
            for (var i = 0; i < slices.Length; i++)
            {
                var snapshot = SqliteEvents.ReadSnapshot(connection, streams[i], fold);
                slices[i] = new(streams[i], snapshot, SqliteEvents.ReadTail(connection, streams[i], snapshot?.Version ?? 0));
            }
            return slices;
        });

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream, int afterVersion, int limit, CancellationToken cancellation) =>
        Read<IReadOnlyList<RecordedEvent>>(connection => SqliteEvents.ReadStream(connection, stream, afterVersion, limit));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionAsync(
        int partition, long afterPosition, int limit, CancellationToken cancellation) =>
        Read<IReadOnlyList<RecordedEvent>>(connection => SqliteEvents.ReadPartition(connection, partition, afterPosition, limit));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionsAsync(
        IReadOnlyList<(int Partition, long After)> places, int limit, CancellationToken cancellation) =>
        Read<IReadOnlyList<RecordedEvent>>(connection =>
            [.. places.SelectMany(place => SqliteEvents.ReadPartition(connection, place.Partition, place.After, limit))]);

    /// <inheritdoc/>
    public ValueTask<long[]> HeadsAsync(CancellationToken cancellation) => Read(connection =>
    {
        var heads = new long[Partitions];
        using var command = connection.Command(
            "select coalesce(max(position), 0) from event where partition = $partition", ("$partition", 0));
        for (var partition = 0; partition < heads.Length; partition++)
        {
            command.Parameters[0].Value = partition;
            heads[partition] = (long)command.ExecuteScalar()!; // Not null: the query coalesces.
        }
        return heads;
    });

    /// <inheritdoc/>
    public ValueTask<StoredKey?> FindKeyAsync(StreamId stream, Guid key, CancellationToken cancellation) => Read<StoredKey?>(connection =>
    {
        using var command = connection.Command(
            "select fingerprint, version from idempotency where stream = $stream and key = $key",
            ("$stream", SqliteValues.Of(stream.Value)),
            ("$key", SqliteValues.Of(key)));
        using var reader = command.ExecuteReader();
        return reader.Read() ? new(reader.GetBytes(0), reader.GetInt32(1)) : null;
    });

    /// <inheritdoc/>
    public async ValueTask WriteSnapshotAsync(Snapshot snapshot, CancellationToken cancellation) =>
        await _writer.RunAsync(session => session.Run(
            """
            insert into snapshot (stream, version, fold, hash, body, key_id) values ($stream, $version, $fold, $hash, $body, $key)
            on conflict (stream) do update
            set version = excluded.version, fold = excluded.fold, hash = excluded.hash, body = excluded.body, key_id = excluded.key_id
            where (excluded.fold, excluded.version) > (fold, version)
            """,
            ("$stream", SqliteValues.Of(snapshot.Stream.Value)),
            ("$version", snapshot.Version),
            ("$fold", snapshot.Fold),
            ("$hash", snapshot.Hash),
            ("$body", snapshot.Body),
            ("$key", SqliteValues.OrNull(snapshot.KeyId)))).WaitAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask<bool> ProbeAsync(CancellationToken cancellation)
    {
        try
        {
            await _writer.RunAsync(session => session.Run("update journal_settings set probed_at = probed_at + 1")).WaitAsync(cancellation);
            return true;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Does nothing: commits delete old keys.</summary>
    public Task MaintainAsync(DateTimeOffset today, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellation) => _appender.DrainAsync(cancellation);

    /// <summary>Writes the queued appends and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed)
            return;
        _closed = true;
        await _appender.DisposeAsync();
        _writer.Dispose();
        foreach (var reader in _readers)
            await reader.DisposeAsync();
    }

    private ValueTask<T> Read<T>(Func<SqliteConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!_readers.TryTake(out var connection))
            connection = _directory.OpenJournal();
        try
        {
            var result = read(connection);
            _readers.Add(connection);
            return new(result);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new JournalUnavailableException("The journal's file cannot be read.", e);
        }
    }

    private static int ReadPartitions(SqliteConnection connection, int? wanted)
    {
        using var command = connection.Command(
            """
            insert into journal_settings (one, partitions) values (1, $wanted) on conflict do nothing;
            select partitions from journal_settings
            """,
            ("$wanted", wanted ?? DefaultPartitions));
        var partitions = (int)(long)command.ExecuteScalar()!; // Not null: there is one row.
        return wanted is null || wanted == partitions
            ? partitions
            : throw new JournalConfigurationException("Journal:Partitions", $"is {wanted}, but the journal was created with {partitions}");
    }
}
