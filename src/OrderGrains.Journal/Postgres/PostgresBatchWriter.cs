using Npgsql;
using NpgsqlTypes;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>
/// Writes the batches of a lane over its own connection: one prepared statement, sent as one message, is one transaction.
/// </summary>
internal sealed class PostgresBatchWriter(NpgsqlDataSource source, int partitions, IPostgresRows? rows) : IBatchWriter
{
    private const string EndSession = """
        select coalesce(bool_and(pg_terminate_backend(pid, 3000)), true) from pg_stat_activity where pid = $1 and backend_start = $2
        """;
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
            return await _thread.RunAsync(() => Send(batch, results), continueInline: true);
        }
        catch (Exception fault)
        {
            var outcome = PostgresFault.MapBatchFault(fault);
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
            if (await HasEndedAsync(lost))
            {
                await FindAsync(batch, found);
                return BatchOutcome.Decided;
            }
            return await KeepLostAsync(lost, null);
        }
        catch (NpgsqlException fault)
        {
            return await KeepLostAsync(lost, fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        _thread.Dispose();
    }

    private BatchOutcome Send(IReadOnlyList<Append> batch, AppendResult[] results)
    {
        using var reader = _append!.ExecuteReader();                             // Not null: connected.
        for (var i = 0; reader.Read(); i++)
        {
            var expected = batch[i].ExpectedVersion;
            results[i] = reader.IsDBNull(0)
                ? new AppendResult(reader.GetBoolean(2) ? AppendStatus.KeyKnown : AppendStatus.VersionConflict, reader.GetInt32(1), 0,
                    reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3))
                : new AppendResult(AppendStatus.Written, expected + batch[i].Events.Length, reader.GetInt64(0) + 1, null);
        }
        reader.NextResult();                                                    // The commit comes after the rows, and may fail.
        return BatchOutcome.Decided;
    }

    // Returns null if there is a connection, otherwise the reason.
    private async ValueTask<Exception?> ConnectAsync()
    {
        if (_connection is not null)
            return null;
        try
        {
            _connection = await source.OpenConnectionAsync();
            _session = await PostgresSession.OpenAsync(_connection);
            _append = new NpgsqlCommand(BuildStatement(), _connection);
            foreach (var parameter in _parameters.All.Concat(_rowParameters))
                _append.Parameters.Add(parameter);
            await _append.PrepareAsync();
            return null;
        }
        catch (Exception fault) when (
            fault is NpgsqlException or JournalConfigurationException or TimeoutException or System.Net.Sockets.SocketException)
        {
            await DisconnectAsync();
            return fault;
        }
    }

    private string BuildStatement()
    {
        var own = _parameters.All.Count;
        var call = $"append_v1({AppendParameters.Placeholders(1, own)})";
        const string columns = "a.base, a.current, a.known, a.fingerprint";
        return rows is null
            ? $"select {columns} from {call} a order by a.ord"
            : $$"""
                with a as materialized (select * from {{call}}),
                r as materialized (
                    select {{rows.Function}}(
                        coalesce((select array_agg(ord) from a where base is not null), '{}'),
                        {{AppendParameters.Placeholders(own + 1, _rowParameters.Length)}}))
                select {{columns}} from a cross join r order by a.ord
                """;
    }

    // Ends the session of the lost batch, which could still commit, and returns whether it has ended for certain.
    private async ValueTask<bool> HasEndedAsync(PostgresSession lost)
    {
        await using var gone = new NpgsqlCommand(EndSession, _connection);
        gone.Parameters.Add(new NpgsqlParameter<int> { TypedValue = lost.Process });
        gone.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = lost.StartedAt, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return (bool)(await gone.ExecuteScalarAsync())!;                        // Not null: the query is an aggregate.
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
            var index = (int)reader.GetInt64(0) - 1;
            var version = batch[index].ExpectedVersion + batch[index].Events.Length;
            found[index] = new AppendResult(AppendStatus.Written, version, reader.GetInt64(1), null);
        }
    }

    private async ValueTask<BatchOutcome> KeepLostAsync(PostgresSession lost, Exception? cause)
    {
        await DisconnectAsync();
        _session = lost;
        return new BatchOutcome(BatchEnd.Unreachable, cause);
    }

    private async ValueTask DisconnectAsync()
    {
        if (_append is not null)
        {
            _append.Parameters.Clear();                                          // The next connection's command reuses the parameters.
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
