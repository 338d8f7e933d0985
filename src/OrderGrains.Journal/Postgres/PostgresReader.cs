using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Journal;

/// <summary>Reads events, keys and heads, and reads and writes snapshots, over a small pool.</summary>
internal sealed class PostgresReader(NpgsqlDataSource source, int partitions)
{
    // Includes the previous event's hash, so that each event can be checked by itself.
    private const string Columns = """
        e.stream, e.version, e.position, e.type, e.schema, e.command_id, e.recorded_at, e.payload, e.sealed, e.key_id,
            e.facts, e.fingerprint, e.hash,
            (select p.hash from event p where e.version > 1 and p.stream = e.stream and p.version = e.version - 1)
        """;
    private const int Previous = 13;

    // One statement, so that no snapshot can be written between reading the snapshot and its tail. Snapshot rows come first and have a
    // fold.
    private const string Load = """
        with wanted as materialized (
          select i.ord, i.stream, s.version, s.fold, s.hash, s.body, s.key_id
          from unnest($1) with ordinality i(stream, ord)
          left join lateral (select * from snapshot s where s.stream = i.stream and s.fold = $2 limit 1) s on true)
        select ord, stream, version, 0::bigint position, null type, null::smallint schema, null::uuid command_id,
          null::timestamptz recorded_at,
          body payload, null::bytea sealed, key_id, null::bytea facts, null::bytea fingerprint, hash, fold
        from wanted where fold is not null
        union all
        select w.ord, e.stream, e.version, e.position, e.type, e.schema, e.command_id, e.recorded_at, e.payload, e.sealed, e.key_id,
          e.facts,
          e.fingerprint, e.hash, null
        from wanted w
        cross join lateral (select * from event e where e.stream = w.stream and e.version > coalesce(w.version, 0) order by e.version) e
        order by ord, version
        """;
    private const string Stream = $"select {Columns} from event e where stream = $1 and version > $2 order by version limit $3";
    private const string Partition = $"select {Columns} from event e where partition = $1 and position > $2 order by position limit $3";
    private const string Places = $"""
        select {Columns} from unnest($1, $2) place(partition, after)
        cross join lateral (
          select * from event x where x.partition = place.partition and x.position > place.after order by x.position limit $3) e
        order by place.partition, e.position
        """;
    private const string Heads = """
        select coalesce((select position from event e where e.partition = p order by position desc limit 1), 0)
        from generate_series(0, $1 - 1) p order by p
        """;
    private const string Key = "select fingerprint, version from idempotency where stream = $1 and key = $2 limit 1";
    private const string WriteSnapshot = """
        insert into snapshot values ($1, $2, $3, $4, $5, $6)
        on conflict (stream) do update
        set version = excluded.version, fold = excluded.fold, hash = excluded.hash, body = excluded.body, key_id = excluded.key_id
        where (snapshot.fold, snapshot.version) < (excluded.fold, excluded.version)
        """;
    // Writes a message to the write-ahead log, which the commit makes durable: a write that needs no table.
    private const string Probe = """
        select case when pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' then false
          else pg_logical_emit_message(true, 'ordergrains.probe', '') is not null end
        """;

    public async ValueTask<IReadOnlyList<StreamSlice>> LoadAsync(IReadOnlyList<StreamId> streams, int fold, CancellationToken cancellation)
    {
        var snapshots = new Snapshot?[streams.Count];
        var tails = new List<RecordedEvent>?[streams.Count];
        await QueryAsync(Load, reader =>
        {
            var index = (int)reader.GetInt64(0) - 1;
            if (reader.IsDBNull(14))
                (tails[index] ??= []).Add(ReadEvent(reader, 1));
            else
            {
                snapshots[index] = new Snapshot(
                    streams[index],
                    reader.GetInt32(2),
                    reader.GetInt32(14),
                    ReadBytes(reader, 13),
                    ReadBytes(reader, 8),
                    ReadId(reader, 10));
            }
        },
        cancellation,
        new NpgsqlParameter<Guid[]> { TypedValue = [.. streams.Select(x => x.Value)] },
        new NpgsqlParameter<int> { TypedValue = fold });
        return [.. streams.Select((stream, i) => new StreamSlice(stream, snapshots[i], tails[i] ?? []))];
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream, int afterVersion, int limit, CancellationToken cancellation) =>
        ReadEventsAsync(
            Stream,
            cancellation,
            new NpgsqlParameter<Guid> { TypedValue = stream.Value },
            new NpgsqlParameter<int> { TypedValue = afterVersion },
            new NpgsqlParameter<int> { TypedValue = limit });

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionAsync(
        int partition, long afterPosition, int limit, CancellationToken cancellation) =>
        ReadEventsAsync(
            Partition,
            cancellation,
            new NpgsqlParameter<short> { TypedValue = checked((short)partition) },
            new NpgsqlParameter<long> { TypedValue = afterPosition },
            new NpgsqlParameter<int> { TypedValue = limit });

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionsAsync(
        IReadOnlyList<(int Partition, long After)> places, int limit, CancellationToken cancellation) =>
        ReadEventsAsync(
            Places,
            cancellation,
            new NpgsqlParameter<short[]> { TypedValue = [.. places.Select(x => checked((short)x.Partition))] },
            new NpgsqlParameter<long[]> { TypedValue = [.. places.Select(x => x.After)] },
            new NpgsqlParameter<int> { TypedValue = limit });

    public async ValueTask<long[]> HeadsAsync(CancellationToken cancellation)
    {
        var heads = new List<long>(partitions);
        var count = new NpgsqlParameter<int> { TypedValue = partitions };
        await QueryAsync(Heads, reader => heads.Add(reader.GetInt64(0)), cancellation, count);
        return [.. heads];
    }

    public async ValueTask<StoredKey?> FindKeyAsync(StreamId stream, Guid key, CancellationToken cancellation)
    {
        StoredKey? found = null;
        await QueryAsync(Key, reader => found = new StoredKey(ReadBytes(reader, 0), reader.GetInt32(1)), cancellation,
            new NpgsqlParameter<Guid> { TypedValue = stream.Value }, new NpgsqlParameter<Guid> { TypedValue = key });
        return found;
    }

    public async ValueTask WriteSnapshotAsync(Snapshot snapshot, CancellationToken cancellation) =>
        await QueryAsync(WriteSnapshot, _ => { }, cancellation, new NpgsqlParameter<Guid> { TypedValue = snapshot.Stream.Value },
            new NpgsqlParameter<int> { TypedValue = snapshot.Version }, new NpgsqlParameter<int> { TypedValue = snapshot.Fold },
            new NpgsqlParameter<byte[]> { TypedValue = snapshot.Hash }, new NpgsqlParameter<byte[]> { TypedValue = snapshot.Body },
            new NpgsqlParameter { Value = (object?)snapshot.KeyId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });

    public async ValueTask<bool> ProbeAsync(CancellationToken cancellation)
    {
        var writable = false;
        try
        {
            await QueryAsync(Probe, reader => writable = reader.GetBoolean(0), cancellation);
        }
        catch (JournalUnavailableException)
        {
            return false;       // This is the answer to the question, not a fault.
        }
        return writable;
    }

    private async ValueTask<IReadOnlyList<RecordedEvent>> ReadEventsAsync(
        string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        var events = new List<RecordedEvent>();
        await QueryAsync(sql, reader =>
        {
            var recorded = ReadEvent(reader, 0);
            var isBroken = HashChain.IsBroken(ReadOptionalBytes(reader, Previous), recorded.Stream, recorded.Version, recorded.Event);
            events.Add(isBroken ? recorded with { IsAltered = true } : recorded);
        }, cancellation, parameters);
        return events;
    }

    private async ValueTask QueryAsync(
        string sql, Action<NpgsqlDataReader> row, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        try
        {
            await using var command = source.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                row(reader);
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFault.MapReadFault(fault);
        }
    }

    private RecordedEvent ReadEvent(NpgsqlDataReader reader, int first)
    {
        var stream = new StreamId(reader.GetGuid(first));
        var recorded = new NewEvent(
            reader.GetString(first + 3),
            reader.GetInt16(first + 4),
            reader.GetGuid(first + 5),
            new DateTimeOffset(reader.GetDateTime(first + 6)),
            ReadBytes(reader, first + 7),
            ReadOptionalBytes(reader, first + 8),
            ReadId(reader, first + 9),
            ReadBytes(reader, first + 10),
            ReadOptionalBytes(reader, first + 11),
            ReadBytes(reader, first + 12));
        return new RecordedEvent(stream, reader.GetInt32(first + 1), stream.Partition(partitions), reader.GetInt64(first + 2), recorded);
    }

    private static byte[] ReadBytes(NpgsqlDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static byte[]? ReadOptionalBytes(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    private static Guid? ReadId(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
}
