using System.Globalization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Deadlines;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Streams;

namespace OrderGrains.Server.Inbox;

/// <summary>Reads what waits for somebody, by when it is due: one statement for the page, and one for its orders.</summary>
public sealed class TaskReader(ConsumerTables tables, OrderReader orders)
{
    private const string Columns = "due_at, stream, kind, overdue, level";
    private static readonly Roles[] InUse = [.. OrderTasks.All.Select(task => task.Roles)];

    /// <summary>A page of the viewer's tasks, the first due first. The order of one is null where the viewer may not know of it, or it is gone with an older backup.</summary>
    /// <param name="viewer">Who asks.</param>
    /// <param name="after">Where to go on; null for the start.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<TaskNode>> PageAsync(Actor viewer, TaskPlace? after, int limit, CancellationToken cancellation)
    {
        var found = await FindAsync(viewer, after, limit, cancellation);
        var nodes = await orders.FindAsync([.. found.Select(task => task.Place.Order)], viewer, cancellation);
        return [.. found.Zip(nodes).Select(pair => new TaskNode(pair.First, pair.Second))];
    }

    private async Task<List<FoundTask>> FindAsync(Actor viewer, TaskPlace? after, int limit, CancellationToken cancellation)
    {
        var dialect = tables.Dialect;
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        dialect.Add(command, "excluding", TaskRow.Excluding(viewer.Subject));
        dialect.Add(command, "limit", limit);
        if (after is { } place)
        {
            dialect.Add(command, "due", dialect.Instant(place.DueAt));
            dialect.Add(command, "stream", dialect.Id(place.Order));
            dialect.Add(command, "kind", place.Kind);
        }
        List<string> branches = [];
        foreach (var recipient in Recipient.Reaching(viewer, InUse))
        {
            var name = "to" + branches.Count.ToString(CultureInfo.InvariantCulture);
            dialect.Add(command, name, recipient.Code);
            branches.Add($"""
                select * from (
                  select {Columns} from task
                  where recipient = @{name} and waits is not true and replace(excluded, @excluding, '') = excluded{(after is null ? "" : " and (due_at, stream, kind) > (@due, @stream, @kind)")}
                  order by due_at, stream, kind limit @limit) branch
                """);
        }
        // Whom a task reaches in two ways has it once.
        command.CommandText = $"select {Columns} from ({string.Join(" union ", branches)}) merged order by due_at, stream, kind limit @limit";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<FoundTask> tasks = [];
        while (await reader.ReadAsync(cancellation))
            tasks.Add(new(new(dialect.ReadInstant(reader, 0), dialect.ReadId(reader, 1), reader.GetString(2)), reader.GetBoolean(3), reader.GetInt32(4)));
        return tasks;
    }
}

/// <summary>A task's place in the queue.</summary>
/// <param name="DueAt">When it is due; the year 9999 where it is not.</param>
/// <param name="Order">The order's stream.</param>
/// <param name="Kind">The kind, as stored.</param>
public readonly record struct TaskPlace(DateTimeOffset DueAt, Guid Order, string Kind)
{
    internal const string Sort = "task";
    private const long LastInstant = 253_402_300_800_000; // The end of the year 9999, in milliseconds.

    internal Cursor ToCursor() => new(Sort, string.Create(CultureInfo.InvariantCulture, $"{DueAt.ToUnixTimeMilliseconds()} {Kind}"), Order);

    internal static TaskPlace? Of(Cursor? cursor) =>
        cursor?.Key?.Split(' ') is [var due, var kind] && long.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < LastInstant
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), cursor.Id, kind) : null;
}

/// <summary>A task as the queue holds it.</summary>
/// <param name="Place">Its place.</param>
/// <param name="Overdue">Whether its deadline has passed.</param>
/// <param name="Level">The level that it was escalated to.</param>
public sealed record FoundTask(TaskPlace Place, bool Overdue, int Level);
