using Npgsql;
using NpgsqlTypes;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>A column of a table, and how its values come from rows.</summary>
/// <typeparam name="TRow">The rows.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values in PostgreSQL.</param>
/// <param name="ValuesOf">The values of rows, for PostgreSQL; a missing row has a default value.</param>
/// <param name="ValueOf">The value of a row, as a store takes it.</param>
internal sealed record Column<TRow>(string Name, NpgsqlDbType Type, Func<IReadOnlyList<TRow?>, Array> ValuesOf, Func<TRow, SqlDialect,
    object?> ValueOf)
    where TRow : class
{
    /// <summary>Whether the value stays as long as the row does, so that no index with it is written again.</summary>
    public bool IsFixed { get; init; }

    /// <summary>A parameter for the values of many rows, on PostgreSQL.</summary>
    public NpgsqlParameter CreateParameter() => new() { NpgsqlDbType = NpgsqlDbType.Array | Type };

    /// <summary>The parameter with the values of all rows.</summary>
    public NpgsqlParameter ArrayOf(IReadOnlyList<TRow> rows) => new(Name, NpgsqlDbType.Array | Type) { Value = ValuesOf(rows) };
}

/// <summary>The kinds of columns.</summary>
internal static class Column
{
    public static Column<TRow> Id<TRow>(string name, Func<TRow, Guid?> of)
        where TRow : class => new(name, NpgsqlDbType.Uuid, rows => All(rows, of), (row, dialect) => dialect.Id(of(row)));

    public static Column<TRow> Text<TRow>(string name, Func<TRow, string?> of)
        where TRow : class => new(name, NpgsqlDbType.Text, rows => All(rows, of), (row, _) => of(row));

    public static Column<TRow> Integer<TRow>(string name, Func<TRow, int> of)
        where TRow : class => new(name, NpgsqlDbType.Integer, rows => All(rows, of), (row, _) => of(row));

    public static Column<TRow> Number<TRow>(string name, Func<TRow, long> of)
        where TRow : class => new(name, NpgsqlDbType.Bigint, rows => All(rows, of), (row, _) => of(row));

    public static Column<TRow> Flag<TRow>(string name, Func<TRow, bool> of)
        where TRow : class => new(name, NpgsqlDbType.Boolean, rows => All(rows, of), (row, _) => of(row));

    public static Column<TRow> Bytes<TRow>(string name, Func<TRow, byte[]> of)
        where TRow : class => new(name, NpgsqlDbType.Bytea, rows => All(rows, of), (row, _) => of(row));

    public static Column<TRow> Instant<TRow>(string name, Func<TRow, DateTimeOffset?> of)
        where TRow : class =>
        new(name, NpgsqlDbType.TimestampTz, rows => All(rows, row => of(row)?.UtcDateTime), (row, dialect) => dialect.Instant(of(row)));

    private static T?[] All<TRow, T>(IReadOnlyList<TRow?> rows, Func<TRow, T> of)
        where TRow : class
    {
        var values = new T?[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (rows[i] is { } row)
                values[i] = of(row);
        }
        return values;
    }
}
