using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace OrderGrains.Journal;

/// <summary>The differences between the two stores in the read side's SQL: how ids, instants and lists are written.</summary>
public abstract class SqlDialect
{
    /// <summary>PostgreSQL: uuid, timestamptz, arrays.</summary>
    public static readonly SqlDialect Postgres = new PostgresDialect();
    /// <summary>SQLite: 16 bytes, milliseconds since 1970, JSON arrays.</summary>
    public static readonly SqlDialect Sqlite = new SqliteDialect();

    /// <summary>Returns an id as a parameter value.</summary>
    public abstract object? Id(Guid? id);
    /// <summary>Returns an instant as a parameter value.</summary>
    public abstract object? Instant(DateTimeOffset? instant);
    /// <summary>Reads an id.</summary>
    public abstract Guid ReadId(DbDataReader reader, int column);
    /// <summary>Reads an instant.</summary>
    public abstract DateTimeOffset ReadInstant(DbDataReader reader, int column);
    /// <summary>Returns a boolean column as a condition.</summary>
    public abstract string True(string column);
    /// <summary>Adds a parameter.</summary>
    public abstract void Add(DbCommand command, string name, object? value);
    /// <summary>Adds the ids as parameters under <paramref name="name"/>, and returns the SQL that follows <c>in</c>.</summary>
    public abstract string IdList(DbCommand command, string name, IReadOnlyList<Guid> ids);

    private sealed class PostgresDialect : SqlDialect
    {
        public override string True(string column) => column;
        public override object? Id(Guid? id) => id;
        public override object? Instant(DateTimeOffset? instant) => instant?.UtcDateTime;
        public override Guid ReadId(DbDataReader reader, int column) => reader.GetGuid(column);
        public override DateTimeOffset ReadInstant(DbDataReader reader, int column) => new(reader.GetDateTime(column), TimeSpan.Zero);
        public override void Add(DbCommand command, string name, object? value) =>
            command.Parameters.Add(new NpgsqlParameter(name, value ?? DBNull.Value));

        public override string IdList(DbCommand command, string name, IReadOnlyList<Guid> ids)
        {
            command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Uuid) { Value = ids });
            return $"(select unnest(@{name}))";
        }
    }

    private sealed class SqliteDialect : SqlDialect
    {
        public override string True(string column) => column + " = 1";
        public override object? Id(Guid? id) => id?.ToByteArray(bigEndian: true);
        public override object? Instant(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds();
        public override Guid ReadId(DbDataReader reader, int column) => new((byte[])reader.GetValue(column), bigEndian: true);
        public override DateTimeOffset ReadInstant(DbDataReader reader, int column) =>
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
        public override void Add(DbCommand command, string name, object? value) =>
            command.Parameters.Add(new SqliteParameter("@" + name, value ?? DBNull.Value));

        public override string IdList(DbCommand command, string name, IReadOnlyList<Guid> ids)
        {
            for (var i = 0; i < ids.Count; i++)
                Add(command, name + i, Id(ids[i]));
            return "(" + string.Join(", ", Enumerable.Range(0, ids.Count).Select(i => "@" + name + i)) + ")";
        }
    }
}
