using System.Data.Common;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>The table of open tasks and their clocks.</summary>
internal sealed class TaskTable(ConsumerTables tables)
{
    private const string WithUnits = "OrderGrains.Server.Tasks.deadlines.2.sql";

    /// <summary>The component <c>deadlines</c>: open tasks, and notifications.</summary>
    public static SchemaComponent Schema { get; } = SchemaComponent.FromResources(
        "deadlines", typeof(TaskTable),
        ["OrderGrains.Server.Tasks.deadlines.postgres.sql", WithUnits], ["OrderGrains.Server.Tasks.deadlines.sqlite.sql", WithUnits]);

    private const string Columns =
        "stream, kind, recipient, partition, waits, excluded, started_at, from_at, due_at, overdue, level, mark, next_at, unit";

    private const string Due = $"select {Columns} from task where partition = @partition and next_at <= @now order by next_at limit @limit";

    private const string Next = "select min(next_at) from task where partition = @partition and next_at is not null";

    private const string Advance =
        "update task set mark = @mark, next_at = @next where stream = @stream and kind = @kind and recipient = @recipient";

    private static readonly RowInsert<TaskRow> Insert = new(
        "task", Column.Id<TaskRow>("stream", row => row.Order), Column.Text<TaskRow>("kind", row => EnumCode<TaskKind>.Of(row.Kind)),
            Column.Text<TaskRow>("recipient", row => row.Recipient),
        Column.Integer<TaskRow>("partition", row => row.Partition), Column.Flag<TaskRow>("waits", row => row.Waits),
            Column.Text<TaskRow>("excluded", row => row.Excluded),
        Column.Instant<TaskRow>("started_at", row => row.Clock?.StartedAt), Column.Instant<TaskRow>("from_at", row => row.Clock?.From),
        Column.Instant<TaskRow>("due_at", row => row.DueAt ?? TaskRow.Never),
            Column.Flag<TaskRow>("overdue", row => row.Clock?.Overdue == true),
        Column.Integer<TaskRow>("level", row => row.Clock?.Level ?? 0), Column.Integer<TaskRow>("mark", row => (int)row.Mark),
            Column.Instant<TaskRow>("next_at", row => row.NextAt),
        Column.Text<TaskRow>("unit", row => row.Clock?.Unit is { } unit ? EnumCode<TimeUnit>.Of(unit) : null));

    private SqlDialect Dialect => tables.Dialect;

    /// <summary>Some of a partition's rows whose next mark is reached, the longest ago first.</summary>
    public async Task<List<TaskRow>> DueAsync(int partition, DateTimeOffset now, int limit)
    {
        await using var connection = await tables.Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Due;
        Dialect.Add(command, "partition", partition);
        Dialect.Add(command, "now", Dialect.Instant(now));
        Dialect.Add(command, "limit", limit);
        return await ReadAsync(command);
    }

    /// <summary>When the next mark of a partition is; null where there is none.</summary>
    public async Task<DateTimeOffset?> NextAsync(int partition)
    {
        await using var connection = await tables.Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Next;
        Dialect.Add(command, "partition", partition);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() && !await reader.IsDBNullAsync(0) ? Dialect.ReadInstant(reader, 0) : null;
    }

    /// <summary>The rows of some orders.</summary>
    public async Task<ILookup<Guid, TaskRow>> OfAsync(DbTransaction transaction, IReadOnlyList<Guid> orders)
    {
        await using var command = Command(transaction);
        command.CommandText = $"select {Columns} from task where stream in {Dialect.IdList(command, "orders", orders)}";
        return (await ReadAsync(command)).ToLookup(row => row.Order);
    }

    /// <summary>Removes the rows of some orders.</summary>
    public async Task RemoveAsync(DbTransaction transaction, IReadOnlyList<Guid> orders)
    {
        await using var command = Command(transaction);
        command.CommandText = $"delete from task where stream in {Dialect.IdList(command, "orders", orders)}";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Inserts rows.</summary>
    public static Task InsertAsync(DbTransaction transaction, IReadOnlyList<TaskRow> rows) => Insert.ExecuteAsync(transaction, rows);

    /// <summary>Stores how far clocks are.</summary>
    public async Task AdvanceAsync(DbTransaction transaction, IEnumerable<TaskRow> rows)
    {
        foreach (var row in rows)
        {
            await using var command = Command(transaction);
            command.CommandText = Advance;
            Dialect.Add(command, "mark", (int)row.Mark);
            Dialect.Add(command, "next", Dialect.Instant(row.NextAt));
            Dialect.Add(command, "stream", Dialect.Id(row.Order));
            Dialect.Add(command, "kind", EnumCode<TaskKind>.Of(row.Kind));
            Dialect.Add(command, "recipient", row.Recipient);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Removes the rows of a partition, and the notifications about its orders.</summary>
    public async Task ClearAsync(DbTransaction transaction, int partition)
    {
        foreach (var table in (string[])["task", "notification"])
        {
            await using var command = Command(transaction);
            command.CommandText = $"delete from {table} where partition = @partition";
            Dialect.Add(command, "partition", partition);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static DbCommand Command(DbTransaction transaction)
    {
        var command = transaction.Connection!.CreateCommand(); // Not null: the transaction is open.
        command.Transaction = transaction;
        return command;
    }

    private async Task<List<TaskRow>> ReadAsync(DbCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        List<TaskRow> rows = [];
        while (await reader.ReadAsync())
            rows.Add(Read(reader));
        return rows;
    }

    private TaskRow Read(DbDataReader reader)
    {
        var kind = EnumCode<TaskKind>.TryParse(reader.GetString(1), out var known)
            ? known : throw new InvalidDataException($"{reader.GetString(1)} is no kind of task.");
        var due = Dialect.ReadInstant(reader, 8);
        var clock = reader.IsDBNull(6) ? null : new Clock(
            kind, Dialect.ReadInstant(reader, 6), Dialect.ReadInstant(reader, 7), due, reader.GetBoolean(9), reader.GetInt32(10),
            !reader.IsDBNull(13) && EnumCode<TimeUnit>.TryParse(reader.GetString(13), out var unit) ? unit : null);
        return new(
            Dialect.ReadId(reader, 0), kind, reader.GetString(2), reader.GetInt32(3), reader.GetBoolean(4), reader.GetString(5),
                due < TaskRow.Never ? due : null, clock, (DeadlineMark)reader.GetInt32(11),
            reader.IsDBNull(12) ? null : Dialect.ReadInstant(reader, 12));
    }
}
