using Microsoft.Data.Sqlite;

namespace OrderGrains.Journal;

/// <summary>A writable connection with its prepared statements, and the heads that it can cache because nothing else writes.</summary>
internal sealed class SqliteWriteSession : IDisposable
{
    private const int SweepBatch = 500;
    private static readonly TimeSpan KeyRetention = TimeSpan.FromDays(30);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromHours(1);

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly ISqliteRowWriter? _rows;
    private readonly long[] _heads;
    private readonly long[] _written;
    private readonly SqliteCommand _begin, _commit, _version, _key, _fingerprint, _event, _addKey, _find, _sweep;
    private DateTimeOffset _sweepAt;

    public SqliteWriteSession(SqliteConnection connection, int partitions, ISqliteRows? rows, TimeProvider clock)
    {
        (_connection, _clock) = (connection, clock);
        _begin = connection.Command("begin immediate");
        _commit = connection.Command("commit");
        _version = Prepare("select version from event where stream = $1 order by version desc limit 1", 1);
        _key = Prepare("select fingerprint from idempotency where stream = $1 and key = $2", 2);
        _fingerprint = Prepare("select fingerprint from event where stream = $1 and version = 1", 1);
        _event = Prepare(
            """
            insert into event (
                partition, position, stream, version, type, schema, command_id, recorded_at, payload, sealed, key_id, facts, fingerprint,
                hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            14);
        _addKey = Prepare("insert into idempotency (stream, key, fingerprint, version, created_at) values ($1, $2, $3, $4, $5)", 5);
        _find = Prepare("select position, command_id from event where stream = $1 and version = $2", 2);
        _sweep = Prepare(
            $"""
            delete from idempotency where (stream, key) in (select stream, key from idempotency where created_at < $1 limit {SweepBatch})
            """,
            1);
        _rows = rows?.Prepare(connection);
        _heads = [.. Enumerable.Range(0, partitions).Select(ReadHead)];
        _written = [.. _heads];
    }

    /// <summary>Begins a transaction.</summary>
    public void Begin()
    {
        _heads.CopyTo(_written, 0);
        _begin.ExecuteNonQuery();
    }

    /// <summary>Decides on a command, and writes it if it is accepted.</summary>
    public AppendResult Write(Append append)
    {
        var stream = SqliteValues.Of(append.Stream.Value);
        var key = append.Key is { } given ? SqliteValues.Of(given.Id) : null;
        var current = ReadScalar(_version, stream) is long version ? (int)version : 0;
        if (key is not null && ReadScalar(_key, stream, key) is byte[] known)
            return new(AppendStatus.KeyKnown, current, 0, known);
        if (current != append.ExpectedVersion)
        {
            var fingerprint = append.ExpectedVersion == 0 ? ReadScalar(_fingerprint, stream) as byte[] : null;
            return new(AppendStatus.VersionConflict, current, 0, fingerprint);
        }
        var first = WriteEvents(append, stream);
        var last = current + append.Events.Length;
        if (key is not null)
            Execute(_addKey, stream, key, append.Key!.Fingerprint, last, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (append.Row is not null)
            _rows?.Write(null, append);
        return new(AppendStatus.Written, last, first, null);
    }

    /// <summary>Commits durably, and deletes some keys past their retention in the same transaction.</summary>
    public void Commit()
    {
        var now = _clock.GetUtcNow();
        if (now >= _sweepAt && Execute(_sweep, (now - KeyRetention).ToUnixTimeMilliseconds()) < SweepBatch)
            _sweepAt = now + SweepPeriod;
        _commit.ExecuteNonQuery();
        _written.CopyTo(_heads, 0);
    }

    /// <summary>Rolls back the open transaction, and returns whether it did.</summary>
    public bool RollBack()
    {
        try
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            {
                using var rollback = _connection.Command("rollback");
                rollback.ExecuteNonQuery();
                return true;
            }
            return false; // The transaction has already ended: committed, or rolled back by the store.
        }
        catch (Exception e) when (e is SqliteException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Returns the result of a command; null if it was not written.</summary>
    public AppendResult? Find(Append append)
    {
        Set(_find, SqliteValues.Of(append.Stream.Value), append.ExpectedVersion + 1);
        using var reader = _find.ExecuteReader();
        return reader.Read() && reader.GetId(1) == append.Events[0].CommandId
            ? new(AppendStatus.Written, append.ExpectedVersion + append.Events.Length, reader.GetInt64(0), null)
            : null;
    }

    /// <summary>Runs a statement.</summary>
    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = _connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _rows?.Dispose();
        ReadOnlySpan<SqliteCommand> commands = [_begin, _commit, _version, _key, _fingerprint, _event, _addKey, _find, _sweep];
        foreach (var command in commands)
            command.Dispose();
        _connection.Dispose();
    }

    private long WriteEvents(Append append, byte[] stream)
    {
        var partition = append.Stream.Partition(_written.Length);
        var first = _written[partition] + 1;
        for (var i = 0; i < append.Events.Length; i++)
        {
            var e = append.Events[i];
            Execute(
                _event,
                partition,
                first + i,
                stream,
                append.ExpectedVersion + 1 + i,
                e.Type,
                e.Schema,
                SqliteValues.Of(e.CommandId),
                e.RecordedAt.ToUnixTimeMilliseconds(),
                e.Payload,
                SqliteValues.OrNull(e.Sealed),
                SqliteValues.OrNull(e.KeyId),
                e.Facts,
                SqliteValues.OrNull(e.Fingerprint),
                e.Hash);
        }
        _written[partition] += append.Events.Length;
        return first;
    }

    private long ReadHead(int partition)
    {
        using var command = _connection.Command(
            "select coalesce(max(position), 0) from event where partition = $partition", ("$partition", partition));
        return (long)command.ExecuteScalar()!; // Not null: the query coalesces.
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.Command(sql);
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        command.Prepare();
        return command;
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    private static object? ReadScalar(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Set(command, values);
        return command.ExecuteScalar();
    }

    private static int Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Set(command, values);
        return command.ExecuteNonQuery();
    }
}
