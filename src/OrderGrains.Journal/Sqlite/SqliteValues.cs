using Microsoft.Data.Sqlite;

namespace OrderGrains.Journal;

/// <summary>Converts ids, times and bytes to and from SQLite.</summary>
internal static class SqliteValues
{
    public static byte[] Of(Guid id) => id.ToByteArray(bigEndian: true);

    public static object OrNull(object? value) => value ?? DBNull.Value;

    public static object OrNull(Guid? id) => id is { } value ? Of(value) : DBNull.Value;

    public static Guid GetId(this SqliteDataReader reader, int column) => new(reader.GetBytes(column), bigEndian: true);

    public static Guid? GetIdOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetId(column);

    public static byte[] GetBytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static byte[]? GetBytesOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetBytes(column);
}
