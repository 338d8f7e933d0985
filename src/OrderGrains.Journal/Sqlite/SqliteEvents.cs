using Microsoft.Data.Sqlite;

namespace OrderGrains.Journal;

/// <summary>Reads events and snapshots.</summary>
internal static class SqliteEvents
{
    private const string Columns =
        "stream, version, partition, position, type, schema, command_id, recorded_at, payload, sealed, key_id, facts, fingerprint, hash";

    // Includes the previous event's hash, so that each event can be checked by itself.
    private const string Checked = $"{Columns}, (select p.hash from event p where p.stream = e.stream and p.version = e.version - 1)";
    private const int Previous = 14;
    private const string Tail = $"select {Columns} from event where stream = $stream and version > $after order by version";
    private const string OfStream =
        $"select {Checked} from event e where stream = $stream and version > $after order by version limit $limit";
    private const string OfPartition =
        $"select {Checked} from event e where partition = $partition and position > $after order by position limit $limit";
    private const string SnapshotOf = "select version, fold, hash, body, key_id from snapshot where stream = $stream and fold = $fold";

    public static List<RecordedEvent> ReadStream(SqliteConnection connection, StreamId stream, int after, int limit)
    {
        using var command = connection.Command(OfStream, ("$stream", SqliteValues.Of(stream.Value)), ("$after", after), ("$limit", limit));
        return ReadAll(command);
    }

    /// <summary>Reads events for a fold, which checks them.</summary>
    public static List<RecordedEvent> ReadTail(SqliteConnection connection, StreamId stream, int after)
    {
        using var command = connection.Command(Tail, ("$stream", SqliteValues.Of(stream.Value)), ("$after", after));
        return ReadAll(command);
    }

    public static List<RecordedEvent> ReadPartition(SqliteConnection connection, int partition, long after, int limit)
    {
        using var command = connection.Command(OfPartition, ("$partition", partition), ("$after", after), ("$limit", limit));
        return ReadAll(command);
    }

    public static Snapshot? ReadSnapshot(SqliteConnection connection, StreamId stream, int fold)
    {
        using var command = connection.Command(SnapshotOf, ("$stream", SqliteValues.Of(stream.Value)), ("$fold", fold));
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new(stream, reader.GetInt32(0), reader.GetInt32(1), reader.GetBytes(2), reader.GetBytes(3), reader.GetIdOrNull(4))
            : null;
    }

    public static SqliteCommand Command(
        this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, SqliteValues.OrNull(value));
        return command;
    }

    private static List<RecordedEvent> ReadAll(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var events = new List<RecordedEvent>();
        while (reader.Read())
            events.Add(Read(reader));
        return events;
    }

    private static RecordedEvent Read(SqliteDataReader reader)
    {
        var (stream, version) = (new StreamId(reader.GetId(0)), reader.GetInt32(1));
        var stored = new NewEvent(
            reader.GetString(4), reader.GetInt32(5), reader.GetId(6), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)),
            reader.GetBytes(8),
            reader.GetBytesOrNull(9), reader.GetIdOrNull(10), reader.GetBytes(11), reader.GetBytesOrNull(12), reader.GetBytes(13));
        var isAltered = reader.FieldCount > Previous && HashChain.IsBroken(reader.GetBytesOrNull(Previous), stream, version, stored);
        return new(stream, version, reader.GetInt32(2), reader.GetInt64(3), stored, isAltered);
    }
}
