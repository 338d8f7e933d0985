using Npgsql;
using NpgsqlTypes;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>Writes the batches of a lane over its own connection: one prepared statement, sent as one message, is one transaction.</summary>
/// <remarks>There is a statement for each set of kinds of rows that the lane's batches have.</remarks>
internal sealed class PostgresBatchWriter(NpgsqlDataSource source, int partitions, IReadOnlyList<IPostgresRows> rows) : IBatchWriter
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
    private readonly Dictionary<int, AppendStatement> _statements = []; // By the kinds of rows, a bit for each.
    private NpgsqlConnection? _connection;
    private PostgresSession _session;

    public async ValueTask<BatchOutcome> WriteAsync(IReadOnlyList<Append> batch, AppendResult[] results)
    {
        AppendStatement statement;
        try
        {
            statement = StatementFor(batch);
            statement.Fill(batch, partitions);
        }
        catch (Exception unsuitable)
        {
            return new BatchOutcome(BatchEnd.Refused, unsuitable);
        }
        NpgsqlCommand? append = null;
        if (await ConnectAsync(async connection => append = await statement.PrepareAsync(connection)) is { } unreachable)
            return new BatchOutcome(BatchEnd.Unreachable, unreachable);
        try
        {
            return await _thread.RunAsync(() => Send(append!, batch, results), continueInline: true); // Not null: prepared.
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
        if (await ConnectAsync(_ => ValueTask.CompletedTask) is { } unreachable)
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

    private AppendStatement StatementFor(IReadOnlyList<Append> batch)
    {
        var kinds = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Row is { } row)
                kinds |= 1 << KindOf(row);
        }
        if (!_statements.TryGetValue(kinds, out var statement))
            _statements.Add(kinds, statement = new([.. rows.Where((_, kind) => (kinds & (1 << kind)) != 0)]));
        return statement;
    }

    private int KindOf(IStreamRow row)
    {
        for (var kind = 0; kind < rows.Count; kind++)
        {
            if (rows[kind].RowType == row.GetType())
                return kind;
        }
        throw new InvalidOperationException($"No table for {row.GetType().Name}.");
    }

    private static BatchOutcome Send(NpgsqlCommand append, IReadOnlyList<Append> batch, AppendResult[] results)
    {
        using var reader = append.ExecuteReader();
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

    // Returns null if there is a connection and the statement is prepared on it, otherwise the reason.
    private async ValueTask<Exception?> ConnectAsync(Func<NpgsqlConnection, ValueTask> prepare)
    {
        try
        {
            if (_connection is null)
            {
                _connection = await source.OpenConnectionAsync();
                _session = await PostgresSession.OpenAsync(_connection);
            }
            await prepare(_connection);
            return null;
        }
        catch (Exception fault) when (
            fault is NpgsqlException or JournalConfigurationException or TimeoutException or System.Net.Sockets.SocketException)
        {
            await DisconnectAsync();
            return fault;
        }
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
        foreach (var statement in _statements.Values)
            await statement.DisconnectAsync();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }
}
