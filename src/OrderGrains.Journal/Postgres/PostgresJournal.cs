using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>The journal on PostgreSQL 15 or later.</summary>
public sealed class PostgresJournal : IJournal, IAsyncDisposable
{
    private const int DefaultPartitions = 16;
    private const int DefaultLanes = 1;

    private readonly NpgsqlDataSource _lanes;
    private readonly NpgsqlDataSource _reading;
    private readonly PostgresReader _reader;
    private readonly Appender _appender;

    private PostgresJournal(
        NpgsqlDataSource lanes,
        NpgsqlDataSource reading,
        int partitions,
        JournalOptions options,
        IReadOnlyList<IPostgresRows> rows,
        TimeProvider clock,
        ILogger log)
    {
        (_lanes, _reading, Partitions) = (lanes, reading, partitions);
        _reader = new PostgresReader(reading, partitions);
        var lanesCount = options.Lanes ?? DefaultLanes;
        _appender = new Appender(options, partitions, lanesCount, _ => new PostgresBatchWriter(lanes, partitions, rows), clock, log);
    }

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

    /// <summary>Opens the journal of a database that has <see cref="JournalSchema.Component"/>.</summary>
    /// <param name="connectionString">The database. The journal overrides timeouts, pooling and keepalives.</param>
    /// <param name="options">The journal's options.</param>
    /// <param name="rows">Write the records' rows, one for each kind; empty if records have none.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logs">Creates the logger.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <exception cref="JournalConfigurationException">An option or a server setting is invalid.</exception>
    /// <exception cref="JournalUnavailableException">The server cannot be reached.</exception>
    public static async Task<PostgresJournal> OpenAsync(
        string connectionString,
        JournalOptions options,
        IReadOnlyList<IPostgresRows> rows,
        TimeProvider clock,
        ILoggerFactory logs,
        CancellationToken cancellation)
    {
        options.Validate();
        var lanes = PostgresConnections.ForLanes(connectionString);
        var reading = PostgresConnections.ForReading(connectionString);
        try
        {
            var partitions = await PrepareAsync(lanes, options, clock, cancellation);
            return new PostgresJournal(lanes, reading, partitions, options, rows, clock, logs.CreateLogger<PostgresJournal>());
        }
        catch (Exception fault)
        {
            await lanes.DisposeAsync();
            await reading.DisposeAsync();
            if (PostgresFault.MapOpeningFault(fault) is { } known)
                throw known;
            throw;
        }
    }

    /// <inheritdoc/>
    public TimeSpan OldestWaiting => _appender.OldestWaiting;

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellation) =>
        _appender.AppendAsync(append, cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StreamSlice>> LoadAsync(IReadOnlyList<StreamId> streams, int fold, CancellationToken cancellation) =>
        _reader.LoadAsync(streams, fold, cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream, int afterVersion, int limit, CancellationToken cancellation) =>
        _reader.ReadStreamAsync(stream, afterVersion, limit, cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionAsync(
        int partition, long afterPosition, int limit, CancellationToken cancellation) =>
        _reader.ReadPartitionAsync(partition, afterPosition, limit, cancellation);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionsAsync(
        IReadOnlyList<(int Partition, long After)> places, int limit, CancellationToken cancellation) =>
        _reader.ReadPartitionsAsync(places, limit, cancellation);

    /// <inheritdoc/>
    public ValueTask<long[]> HeadsAsync(CancellationToken cancellation) => _reader.HeadsAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask<StoredKey?> FindKeyAsync(StreamId stream, Guid key, CancellationToken cancellation) =>
        _reader.FindKeyAsync(stream, key, cancellation);

    /// <inheritdoc/>
    public ValueTask WriteSnapshotAsync(Snapshot snapshot, CancellationToken cancellation) =>
        _reader.WriteSnapshotAsync(snapshot, cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> ProbeAsync(CancellationToken cancellation) => _reader.ProbeAsync(cancellation);

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellation) => _appender.DrainAsync(cancellation);

    /// <inheritdoc/>
    public async Task MaintainAsync(DateTimeOffset today, CancellationToken cancellation)
    {
        try
        {
            await using var maintain = _lanes.CreateCommand("select maintain_idempotency_v1($1)");
            maintain.Parameters.Add(
                new NpgsqlParameter<DateTime> { TypedValue = today.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            await maintain.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFault.MapReadFault(fault);
        }
    }

    /// <summary>Drains the lanes and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _appender.DisposeAsync();
        await _lanes.DisposeAsync();
        await _reading.DisposeAsync();
    }

    private static async Task<int> PrepareAsync(
        NpgsqlDataSource source, JournalOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await PostgresSession.OpenAsync(connection);
        await using var settle = new NpgsqlCommand(
            "insert into journal_settings (partitions) values ($1) on conflict do nothing", connection);
        settle.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)(options.Partitions ?? DefaultPartitions) });
        await settle.ExecuteNonQueryAsync(cancellation);
        await using var maintain = new NpgsqlCommand("select maintain_idempotency_v1($1)", connection);
        maintain.Parameters.Add(
            new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await maintain.ExecuteNonQueryAsync(cancellation);
        await using var read = new NpgsqlCommand("select partitions from journal_settings", connection);
        var stored = (short)(await read.ExecuteScalarAsync(cancellation))!;     // Not null: the row exists or was just inserted.
        if (options.Partitions is { } wanted && wanted != stored)
        {
            throw new JournalConfigurationException(
                "Journal:Partitions", $"is {wanted}, but the journal was created with {stored}, which cannot be changed");
        }
        return stored;
    }
}
