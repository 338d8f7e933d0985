using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Journal;

/// <summary>
/// Reads and writes the journal's tables on either database, for verifying and rebuilding, which trust no computed state.
/// </summary>
internal sealed class JournalTables(DbConnection connection)
{
    private const int ReadSeconds = 5;
    private const int AppendLock = 20311; // The class of append_v1's advisory locks; their objects are the partitions.
    private const string Columns =
        "stream, version, partition, position, type, schema, command_id, recorded_at, payload, sealed, key_id, facts, fingerprint, hash";

    public DbConnection Connection => connection;

    /// <summary>Begins a transaction that reads everything as of one moment.</summary>
    public async ValueTask<DbTransaction> BeginReadAsync(CancellationToken cancellation) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: true)
        : await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);

    /// <summary>Begins a transaction that keeps appends out of the partitions of these streams.</summary>
    public async ValueTask<DbTransaction> BeginWriteAsync(IReadOnlyList<StreamId> streams, int partitions, CancellationToken cancellation)
    {
        if (connection is SqliteConnection sqlite)
            return sqlite.BeginTransaction(deferred: false);
        var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var partition in streams.Select(stream => stream.Partition(partitions)).Distinct().Order())
            await ExecuteAsync($"select pg_advisory_xact_lock({AppendLock}, {partition})", cancellation);
        return transaction;
    }

    public async Task<int> CountPartitionsAsync(CancellationToken cancellation) =>
        (await QueryAsync("select partitions from journal_settings", reader => reader.GetInt32(0), cancellation)).Single();

    /// <summary>Returns a page of streams, and how many events each has.</summary>
    public Task<List<(StreamId Stream, long Events)>> ListStreamsAsync(
        StreamId? after, int limit, CancellationToken cancellation) => QueryAsync(
        $"""
        select stream, count(*) from event
        where {(after is null ? "1 = 1" : "stream > @after")} group by stream order by stream limit {limit}
        """,
        reader => (Stream(reader, 0), reader.GetInt64(1)), cancellation, after is { } last ? [("after", last.Value)] : []);

    public async Task<ILookup<StreamId, RecordedEvent>> ReadEventsAsync(IReadOnlyList<StreamId> streams, CancellationToken cancellation) =>
        (await QueryStreamsAsync(
            $"select {Columns} from event where stream in ({{0}}) order by stream, version", Event, streams, cancellation))
            .ToLookup(recorded => recorded.Stream);

    public async Task<Dictionary<StreamId, Snapshot>> ReadSnapshotsAsync(IReadOnlyList<StreamId> streams, CancellationToken cancellation) =>
        (await QueryStreamsAsync(
            "select stream, version, fold, hash, body, key_id from snapshot where stream in ({0})", ReadSnapshot, streams, cancellation))
            .ToDictionary(snapshot => snapshot.Stream);

    public async Task<HashSet<StreamId>> FindExistingAsync(IReadOnlyList<StreamId> streams, CancellationToken cancellation) =>
        [.. await QueryStreamsAsync(
            "select distinct stream from event where stream in ({0})", reader => Stream(reader, 0), streams, cancellation)];

    /// <summary>Returns a page of snapshots, and whether the event of each exists.</summary>
    public Task<List<(StreamId Stream, int Version, bool There)>> ListSnapshotVersionsAsync(
        StreamId? after, int limit, CancellationToken cancellation) => QueryAsync(
        $"""
        select s.stream, s.version, e.version is not null from
          (select stream, version from snapshot where {(after is null ? "1 = 1" : "stream > @after")} order by stream limit {limit}) s
          left join event e on e.stream = s.stream and e.version = s.version order by s.stream
        """,
        reader => (Stream(reader, 0), reader.GetInt32(1), Bool(reader, 2)), cancellation, after is { } last ? [("after", last.Value)] : []);

    /// <summary>Returns a page of command keys, and whether the event of the version that each answers with exists.</summary>
    public Task<List<(StreamId Stream, Guid Key, int Version, bool There)>> ListKeyVersionsAsync(
        (StreamId Stream, Guid Key)? after, int limit, CancellationToken cancellation) => QueryAsync(
        $"""
        select i.stream, i.key, i.version, e.version is not null from
          (select stream, key, version from idempotency
           where {(after is null ? "1 = 1" : "(stream, key) > (@after, @key)")} order by stream, key limit {limit}) i
          left join event e on e.stream = i.stream and e.version = i.version order by i.stream, i.key
        """,
        reader => (Stream(reader, 0), Id(reader, 1), reader.GetInt32(2), Bool(reader, 3)), cancellation,
        after is { } last ? [("after", last.Stream.Value), ("key", last.Key)] : []);

    /// <summary>Returns the number of events in a range of a partition, and the last position among them.</summary>
    public async Task<(long Events, long Last)> CountPositionsAsync(
        int partition, long after, long last, CancellationToken cancellation) => (await QueryAsync(
        $"""
        select count(*), coalesce(max(position), 0) from event
        where partition = {partition} and position > {after} and position <= {last}
        """,
        reader => (reader.GetInt64(0), reader.GetInt64(1)), cancellation)).Single();

    /// <summary>Returns the last position of a partition.</summary>
    public async Task<long> ReadHeadAsync(int partition, CancellationToken cancellation) => (await QueryAsync(
        $"select coalesce(max(position), 0) from event where partition = {partition}",
        reader => reader.GetInt64(0),
        cancellation)).Single();

    /// <summary>Returns the number of all events, which is the sum of the heads.</summary>
    public async Task<long> CountEventsAsync(int partitions, CancellationToken cancellation)
    {
        var heads = Enumerable.Range(0, partitions)
            .Select(partition => $"coalesce((select max(position) from event where partition = {partition}), 0)");
        return (await QueryAsync($"select {string.Join(" + ", heads)}", reader => reader.GetInt64(0), cancellation)).Single();
    }

    /// <summary>Returns the positions in a range of a partition.</summary>
    public Task<List<long>> ListPositionsAsync(int partition, long after, long last, CancellationToken cancellation) => QueryAsync(
        $"select position from event where partition = {partition} and position > {after} and position <= {last} order by position",
        reader => reader.GetInt64(0), cancellation);

    public async Task ReplaceSnapshotAsync(StreamId stream, Snapshot? snapshot, CancellationToken cancellation)
    {
        await ExecuteAsync("delete from snapshot where stream = @stream", cancellation, ("stream", stream.Value));
        if (snapshot is null)
            return;
        await ExecuteAsync(
            $"""
            insert into snapshot (stream, version, fold, hash, body, key_id)
            values (@stream, {snapshot.Version}, {snapshot.Fold}, @hash, @body, @key)
            """,
            cancellation, ("stream", stream.Value), ("hash", snapshot.Hash), ("body", snapshot.Body), ("key", snapshot.KeyId));
    }

    private async Task<List<T>> QueryStreamsAsync<T>(
        string sql, Func<DbDataReader, T> read, IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        if (streams.Count == 0)
            return [];
        var names = string.Join(", ", streams.Select((_, i) => $"@s{i}"));
        return await QueryAsync(
            string.Format(CultureInfo.InvariantCulture, sql, names),
            read,
            cancellation,
            [.. streams.Select((stream, i) => ($"s{i}", (object?)stream.Value))]);
    }

    private async Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, ReadSeconds);
        foreach (var (name, value) in parameters)
            command.Parameters.Add(Parameter(name, value));
        return command;
    }

    private DbParameter Parameter(string name, object? value)
    {
        if (connection is SqliteConnection)
            return new SqliteParameter("@" + name, value is Guid id ? SqliteValues.Of(id) : SqliteValues.OrNull(value));
        return new NpgsqlParameter(name, value is null or Guid ? NpgsqlDbType.Uuid : NpgsqlDbType.Bytea) { Value = value ?? DBNull.Value };
    }

    private static RecordedEvent Event(DbDataReader reader) => new(
        Stream(reader, 0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3),
        new(reader.GetString(4),
            reader.GetInt32(5),
            Id(reader, 6),
            Time(reader, 7),
            Bytes(reader, 8),
            BytesOrNull(reader, 9),
            IdOrNull(reader, 10),
            Bytes(reader, 11),
            BytesOrNull(reader, 12),
            Bytes(reader, 13)));

    private static Snapshot ReadSnapshot(DbDataReader reader) =>
        new(Stream(reader, 0), reader.GetInt32(1), reader.GetInt32(2), Bytes(reader, 3), Bytes(reader, 4), IdOrNull(reader, 5));

    private static StreamId Stream(DbDataReader reader, int column) => new(Id(reader, column));

    private static Guid Id(DbDataReader reader, int column) =>
        reader is SqliteDataReader sqlite ? sqlite.GetId(column) : reader.GetGuid(column);

    private static Guid? IdOrNull(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : Id(reader, column);

    private static byte[] Bytes(DbDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static byte[]? BytesOrNull(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : Bytes(reader, column);

    private static bool Bool(DbDataReader reader, int column) =>
        reader is SqliteDataReader ? reader.GetInt64(column) != 0 : reader.GetBoolean(column);

    private static DateTimeOffset Time(DbDataReader reader, int column) => reader is SqliteDataReader
        ? DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column))
        : new DateTimeOffset(reader.GetFieldValue<DateTime>(column));
}
