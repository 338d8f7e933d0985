using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>The table of a kind of record's rows: how each store writes them with an append, verifies them and makes them anew.</summary>
internal interface IRecordTable : IRowTable, IPostgresRows
{
    /// <summary>Prepares the statement that writes a row on SQLite.</summary>
    SqliteCommand Prepare(SqliteConnection connection);

    /// <summary>Sets the parameters of the statement.</summary>
    void Bind(SqliteCommand statement, IStreamRow row);
}

/// <summary>The table of a kind of record's rows.</summary>
/// <typeparam name="TRow">The rows.</typeparam>
/// <param name="table">Its name.</param>
/// <param name="function">The function that writes rows of a batch on PostgreSQL; it takes the columns' values in their order.</param>
/// <param name="columns">Its columns, the stream and the version first.</param>
internal abstract class RowTable<TRow>(string table, string function, params Column<TRow>[] columns) : IRecordTable
    where TRow : class, IStreamRow
{
    private readonly string _names = string.Join(", ", columns.Select(column => column.Name));

    /// <summary>The row at the reader's place.</summary>
    protected abstract TRow Read(DbDataReader reader, SqlDialect dialect);
    /// <summary>A column that says nothing of the record, and the expression that gives it when the row is made anew; null if there is
    /// none.</summary>
    protected virtual (string Name, string Expression)? Derived => null;
    /// <summary>Whether two rows say the same.</summary>
    protected virtual bool Matches(TRow stored, TRow expected) => stored.Equals(expected);

    /// <inheritdoc/>
    public Type RowType => typeof(TRow);

    /// <inheritdoc/>
    public string Function => function;

    /// <inheritdoc/>
    public NpgsqlParameter[] CreateParameters() => [.. columns.Select(column => column.CreateParameter())];

    /// <inheritdoc/>
    public void Fill(NpgsqlParameter[] parameters, IReadOnlyList<Append> batch)
    {
        var rows = new TRow?[batch.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = batch[i].Row as TRow;
        for (var i = 0; i < parameters.Length; i++)
            parameters[i].Value = columns[i].ValuesOf(rows);
    }

    /// <inheritdoc/>
    public SqliteCommand Prepare(SqliteConnection connection)
    {
        var statement = connection.CreateCommand();
        var updates = columns.Skip(1).Where(column => !column.IsFixed).Select(column => $"{column.Name} = excluded.{column.Name}");
        statement.CommandText = $"insert into {table} ({_names}) values ({string.Join(", ", columns.Select(column => "@" + column.Name))}) "
            + $"on conflict (stream) do update set {string.Join(", ", updates)}";
        foreach (var column in columns)
            statement.Parameters.Add(new SqliteParameter { ParameterName = "@" + column.Name });
        return statement;
    }

    /// <inheritdoc/>
    public void Bind(SqliteCommand statement, IStreamRow row)
    {
        for (var i = 0; i < columns.Length; i++)
            statement.Parameters[i].Value = columns[i].ValueOf((TRow)row, SqlDialect.Sqlite) ?? DBNull.Value;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<StreamId, IStreamRow>> ReadAsync(
        DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        var dialect = Dialect(connection);
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"select {_names} from {table} where stream in {dialect.IdList(command, "ids", [.. streams.Select(x => x.Value)])}";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        Dictionary<StreamId, IStreamRow> rows = new(streams.Count);
        while (await reader.ReadAsync(cancellation))
        {
            var row = Read(reader, dialect);
            rows.Add(row.Stream, row);
        }
        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StreamId>> ListAsync(DbConnection connection, StreamId? after, int limit,
        CancellationToken cancellation)
    {
        var dialect = Dialect(connection);
        await using var command = connection.CreateCommand();
        if (after is { } last)
            dialect.Add(command, "after", dialect.Id(last.Value));
        command.CommandText =
            $"select stream from {table}{(after is null ? "" : " where stream > @after")} order by stream limit {limit.ToString(
                CultureInfo.InvariantCulture)}";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<StreamId> streams = [];
        while (await reader.ReadAsync(cancellation))
            streams.Add(new StreamId(dialect.ReadId(reader, 0)));
        return streams;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(DbConnection connection, IReadOnlyList<IStreamRow> rows, CancellationToken cancellation)
    {
        var dialect = Dialect(connection);
        List<string> names = [.. columns.Select(x => x.Name)], values = [.. columns.Select(x => "@" + x.Name)];
        if (Derived is { } derived)
        {
            names.Add(derived.Name);
            values.Add(derived.Expression);
        }
        var (all, parameters) = (string.Join(", ", names), string.Join(", ", values));
        var updates = string.Join(", ", names.Skip(1).Select(x => $"{x} = excluded.{x}"));
        foreach (var row in rows.Cast<TRow>())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"insert into {table} ({all}) values ({parameters}) on conflict (stream) do update set {updates}";
            foreach (var column in columns)
                dialect.Add(command, column.Name, column.ValueOf(row, dialect));
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        if (streams.Count == 0)
            return;
        await using var command = connection.CreateCommand();
        command.CommandText = $"delete from {table} where stream in {Dialect(connection).IdList(command, "ids", [.. streams.Select(
            x => x.Value)])}";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public virtual ValueTask<(IReadOnlyList<JournalFinding> Findings, string? Last)> CompareAsync(
        DbConnection connection, string? after, int limit, CancellationToken cancellation) => new(([], null));

    /// <inheritdoc/>
    public bool Matches(IStreamRow stored, IStreamRow expected) => Matches((TRow)stored, (TRow)expected);

    private protected static SqlDialect Dialect(DbConnection connection) =>
        connection is SqliteConnection ? SqlDialect.Sqlite : SqlDialect.Postgres;
}
