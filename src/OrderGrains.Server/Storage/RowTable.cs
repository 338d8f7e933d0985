using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>A table of rows, for verifying and rebuilding. The columns come in the order of <see cref="Columns"/>, the stream and the version first.</summary>
/// <typeparam name="TRow">The rows.</typeparam>
public abstract class RowTable<TRow> : IRowTable
    where TRow : class, IStreamRow
{
    /// <summary>The table's name.</summary>
    protected abstract string Table { get; }
    /// <summary>The table's columns.</summary>
    protected abstract IReadOnlyList<string> Columns { get; }
    /// <summary>The row at the reader's place.</summary>
    protected abstract TRow Read(DbDataReader reader, SqlDialect dialect);
    /// <summary>The row's values, in the order of <see cref="Columns"/>.</summary>
    protected abstract object?[] Values(TRow row, SqlDialect dialect);
    /// <summary>A column that says nothing of the record, and the expression that gives it when the row is made anew; null if there is none.</summary>
    protected virtual (string Name, string Expression)? Derived => null;
    /// <summary>Whether two rows say the same.</summary>
    protected abstract bool Matches(TRow stored, TRow expected);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<StreamId, IStreamRow>> ReadAsync(
        DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        var dialect = Dialect(connection);
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"select {string.Join(", ", Columns)} from {Table} where stream in {dialect.IdList(command, "ids", [.. streams.Select(x => x.Value)])}";
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
    public async ValueTask<IReadOnlyList<StreamId>> ListAsync(DbConnection connection, StreamId? after, int limit, CancellationToken cancellation)
    {
        var dialect = Dialect(connection);
        await using var command = connection.CreateCommand();
        if (after is { } last)
            dialect.Add(command, "after", dialect.Id(last.Value));
        command.CommandText =
            $"select stream from {Table}{(after is null ? "" : " where stream > @after")} order by stream limit {limit.ToString(CultureInfo.InvariantCulture)}";
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
        List<string> names = [.. Columns], values = [.. Columns.Select(x => "@" + x)];
        if (Derived is { } derived)
        {
            names.Add(derived.Name);
            values.Add(derived.Expression);
        }
        var (columns, parameters) = (string.Join(", ", names), string.Join(", ", values));
        var updates = string.Join(", ", names.Skip(1).Select(x => $"{x} = excluded.{x}"));
        foreach (var row in rows.Cast<TRow>())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"insert into {Table} ({columns}) values ({parameters}) on conflict (stream) do update set {updates}";
            foreach (var (column, value) in Columns.Zip(Values(row, dialect)))
                dialect.Add(command, column, value);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(DbConnection connection, IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        if (streams.Count == 0)
            return;
        await using var command = connection.CreateCommand();
        command.CommandText = $"delete from {Table} where stream in {Dialect(connection).IdList(command, "ids", [.. streams.Select(x => x.Value)])}";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public virtual ValueTask<(IReadOnlyList<JournalFinding> Findings, string? Last)> CompareAsync(
        DbConnection connection, string? after, int limit, CancellationToken cancellation) => new(([], null));

    /// <inheritdoc/>
    public bool Matches(IStreamRow stored, IStreamRow expected) => Matches((TRow)stored, (TRow)expected);

    private protected static SqlDialect Dialect(DbConnection connection) => connection is SqliteConnection ? SqlDialect.Sqlite : SqlDialect.Postgres;
}
