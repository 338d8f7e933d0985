using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>Inserts many rows at once: on PostgreSQL by one statement over arrays, on SQLite by one statement for each, prepared once. A row that is there already is left as it is.</summary>
/// <typeparam name="TRow">The rows.</typeparam>
internal sealed class RowInsert<TRow>(string table, params Column<TRow>[] columns)
{
    private readonly string _names = string.Join(", ", columns.Select(column => column.Name));
    private readonly string _parameters = string.Join(", ", columns.Select(column => "@" + column.Name));

    /// <summary>Inserts the rows.</summary>
    public async Task ExecuteAsync(DbTransaction transaction, IReadOnlyList<TRow> rows)
    {
        if (rows.Count == 0)
            return;
        await using var command = transaction.Connection!.CreateCommand(); // Not null: the transaction is open.
        command.Transaction = transaction;
        if (transaction is NpgsqlTransaction)
        {
            command.CommandText = $"insert into {table} ({_names}) select * from unnest({_parameters}) on conflict do nothing";
            foreach (var column in columns)
                command.Parameters.Add(column.ArrayOf(rows));
            await command.ExecuteNonQueryAsync();
            return;
        }
        command.CommandText = $"insert into {table} ({_names}) values ({_parameters}) on conflict do nothing";
        foreach (var column in columns)
            SqlDialect.Sqlite.Add(command, column.Name, null);
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
                command.Parameters[i].Value = columns[i].ValueOf(row) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync();
        }
    }
}

/// <summary>A column of rows that are inserted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values in PostgreSQL.</param>
/// <param name="Values">The values of rows, for PostgreSQL.</param>
/// <param name="ValueOf">The value of a row, for SQLite.</param>
internal sealed record Column<TRow>(string Name, NpgsqlDbType Type, Func<IReadOnlyList<TRow>, Array> Values, Func<TRow, object?> ValueOf)
{
    /// <summary>The parameter with the values of all rows.</summary>
    public NpgsqlParameter ArrayOf(IReadOnlyList<TRow> rows) => new(Name, NpgsqlDbType.Array | Type) { Value = Values(rows) };
}

/// <summary>The kinds of columns.</summary>
internal static class Column
{
    public static Column<TRow> Id<TRow>(string name, Func<TRow, Guid> of) => new(name, NpgsqlDbType.Uuid, rows => All(rows, of), row => SqlDialect.Sqlite.Id(of(row)));

    public static Column<TRow> Text<TRow>(string name, Func<TRow, string?> of) => new(name, NpgsqlDbType.Text, rows => All(rows, of), of);

    public static Column<TRow> Integer<TRow>(string name, Func<TRow, int> of) => new(name, NpgsqlDbType.Integer, rows => All(rows, of), row => of(row));

    public static Column<TRow> Number<TRow>(string name, Func<TRow, long> of) => new(name, NpgsqlDbType.Bigint, rows => All(rows, of), row => of(row));

    public static Column<TRow> Flag<TRow>(string name, Func<TRow, bool> of) => new(name, NpgsqlDbType.Boolean, rows => All(rows, of), row => of(row));

    public static Column<TRow> Instant<TRow>(string name, Func<TRow, DateTimeOffset?> of) =>
        new(name, NpgsqlDbType.TimestampTz, rows => All(rows, row => of(row)?.UtcDateTime), row => SqlDialect.Sqlite.Instant(of(row)));

    private static T[] All<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> of)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = of(rows[i]);
        return values;
    }
}
