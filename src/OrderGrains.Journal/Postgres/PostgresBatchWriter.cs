using Npgsql;
using NpgsqlTypes;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>A lane's connection: one prepared statement, sent as one message, which is one transaction.</summary>
internal sealed class PostgresBatchWriter(NpgsqlDataSource source, int partitions, IPostgresRows? rows) : IBatchWriter
{
    private const string Gone = "select coalesce(bool_and(pg_terminate_backend(pid, 3000)), true) from pg_stat_activity where pid = $1 and backend_start = $2";
    private const string Find = """
        select c.ord, e.position
        from unnest($1, $2, $3) with ordinality c(stream, version, command, ord)
        join event e on e.stream = c.stream and e.version = c.version and e.command_id = c.command
        """;

    private readonly WriterThread _thread = new("journal");
    private readonly AppendParameters _parameters = new();
    private readonly NpgsqlParameter[] _rowParameters = rows?.CreateParameters() ?? [];
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _append;
    private PostgresSession _session;

    public async ValueTask<BatchOutcome> WriteAsync(IReadOnlyList<Append> batch, AppendResult[] results)
    {
        try
        {
            _parameters.Fill(batch, partitions);
            rows?.Fill(_rowParameters, batch);
        }
        catch (Exception unsuitable)
        {
            return new BatchOutcome(BatchEnd.Refused, unsuitable);
        }
        if (await ConnectAsync() is { } unreachable)
            return new BatchOutcome(BatchEnd.Unreachable, unreachable);
        try
        {
            return await _thread.RunAsync(() => Send(batch, results), goOnHere: true);
        }
        catch (Exception fault)
        {
            var outcome = PostgresFault.OfBatch(fault);
            var usable = fault is PostgresException && outcome.End is BatchEnd.Aborted or BatchEnd.Refused or BatchEnd.Taken;
            if (!usable)
                await DisconnectAsync();
            return outcome;
        }
    }

    public async ValueTask<BatchOutcome> ResolveAsync(IReadOnlyList<Append> batch, AppendResult?[] found)
    {
        var lost = _session;
        await DisconnectAsync();
        if (await ConnectAsync() is { } unreachable)
        {
            _session = lost;
            return new BatchOutcome(BatchEnd.Unreachable, unreachable);
        }
        try
        {
            if (await IsGoneAsync(lost))
            {
                await FindAsync(batch, found);
                return BatchOutcome.Decided;
            }
            return await StillLostAsync(lost, null);
        }
        catch (NpgsqlException fault)
        {
            return await StillLostAsync(lost, fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        _thread.Dispose();
    }

    private BatchOutcome Send(IReadOnlyList<Append> batch, AppendResult[] results)
    {
        using var reader = _append!.ExecuteReader();                             // not null: connected
        for (var i = 0; reader.Read(); i++)
        {
            var expected = batch[i].ExpectedVersion;
            results[i] = reader.IsDBNull(0)
                ? new AppendResult(reader.GetBoolean(2) ? AppendStatus.KeyKnown : AppendStatus.VersionConflict, reader.GetInt32(1), 0,
                    reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3))
                : new AppendResult(AppendStatus.Written, expected + batch[i].Events.Length, reader.GetInt64(0) + 1, null);
        }
        reader.NextResult();                                                    // the commit comes after the rows, and may fail
        return BatchOutcome.Decided;
    }

    // Null if there is a connection now; else why there is none.
    private async ValueTask<Exception?> ConnectAsync()
    {
        if (_connection is not null)
            return null;
        try
        {
            _connection = await source.OpenConnectionAsync();
            _session = await PostgresSession.OpenAsync(_connection);
            _append = new NpgsqlCommand(Statement(), _connection);
            foreach (var parameter in _parameters.All.Concat(_rowParameters))
                _append.Parameters.Add(parameter);
            await _append.PrepareAsync();
            return null;
        }
        catch (Exception fault) when (fault is NpgsqlException or JournalConfigurationException or TimeoutException or System.Net.Sockets.SocketException)
        {
            await DisconnectAsync();
            return fault;
        }
    }

    private string Statement()
    {
        var own = _parameters.All.Count;
        var call = $"append_v1({AppendParameters.Placeholders(1, own)})";
        const string columns = "a.base, a.current, a.known, a.fingerprint";
        return rows is null
            ? $"select {columns} from {call} a order by a.ord"
            : $$"""
                with a as materialized (select * from {{call}}),
                r as materialized (
                  select {{rows.Function}}(coalesce((select array_agg(ord) from a where base is not null), '{}'), {{AppendParameters.Placeholders(own + 1, _rowParameters.Length)}}))
                select {{columns}} from a cross join r order by a.ord
                """;
    }

    // Whether the session that a batch was lost with has surely ended: until then it could still commit.
    private async ValueTask<bool> IsGoneAsync(PostgresSession lost)
    {
        await using var gone = new NpgsqlCommand(Gone, _connection);
        gone.Parameters.Add(new NpgsqlParameter<int> { TypedValue = lost.Process });
        gone.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = lost.StartedAt, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return (bool)(await gone.ExecuteScalarAsync())!;                        // not null: an aggregate
    }

    private async ValueTask FindAsync(IReadOnlyList<Append> batch, AppendResult?[] found)
    {
        await using var find = new NpgsqlCommand(Find, _connection);
        find.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. batch.Select(x => x.Stream.Value)] });
        find.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. batch.Select(x => x.ExpectedVersion + 1)] });
        find.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. batch.Select(x => x.Events[0].CommandId)] });
        await using var reader = await find.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var _append = batch[(int)reader.GetInt64(0) - 1];
            found[(int)reader.GetInt64(0) - 1] = new AppendResult(AppendStatus.Written, _append.ExpectedVersion + _append.Events.Length, reader.GetInt64(1), null);
        }
    }

    private async ValueTask<BatchOutcome> StillLostAsync(PostgresSession lost, Exception? cause)
    {
        await DisconnectAsync();
        _session = lost;
        return new BatchOutcome(BatchEnd.Unreachable, cause);
    }

    private async ValueTask DisconnectAsync()
    {
        if (_append is not null)
        {
            _append.Parameters.Clear();                                          // they go on to the next connection's command
            await _append.DisposeAsync();
            _append = null;
        }
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }
}
