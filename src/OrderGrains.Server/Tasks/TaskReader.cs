using System.Globalization;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Journal;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Orders;
using OrderGrains.Server.StaffRegister;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>Reads what waits for somebody, by when it is due: one statement for the page, and one for its orders, or customers. While a
/// colleague is absent, the substitute has what waits for that colleague's approval.</summary>
public sealed class TaskReader(ConsumerTables tables, OrderReader orders, CustomerReader customers, StaffReader staff, IJournal journal)
{
    private const string Columns = "due_at, stream, kind, overdue, level";
    private const string Followed = "select partition, position from consumer_position where kind = @kind";

    /// <summary>The sets of roles that tasks wait for.</summary>
    internal static readonly Roles[] InUse = [.. OrderTasks.All.Select(task => task.Roles), CustomerTasks.ClaimRoles];
    private static readonly string OfCustomers = EnumCode<TaskKind>.Of(TaskKind.CustomerClaim);
    /// <summary>The tasks of a substitute for an absent person.</summary>
    internal static readonly OrderTask[] ForAbsent = [.. OrderTasks.All.Where(task => task.ForAbsent)];

    /// <summary>A page of the viewer's tasks, the first due first. The order of one is null where the viewer may not know of it, or it is
    /// gone with an older backup.</summary>
    /// <param name="viewer">The caller.</param>
    /// <param name="after">Where to go on; null for the start.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<TaskNode>> PageAsync(Actor viewer, TaskPlace? after, int limit, CancellationToken cancellation)
    {
        var absent = viewer.IsAny(OrderAccess.SeesEverything) ? await staff.SubstitutedByAsync(viewer.Subject, cancellation) : [];
        var found = await FindAsync(viewer, absent, after, limit, cancellation);
        var records = (await orders.FindAsync([.. Of(customer: false)], viewer, cancellation)).OfType<OrderNode>()
            .ToDictionary(order => order.Stream.Value, INode (order) => order);
        if (Of(customer: true).ToList() is { Count: > 0 } claiming)
            foreach (var customer in (await customers.FindAsync(claiming, viewer, cancellation)).OfType<CustomerNode>())
                records[customer.Key] = customer;
        return [.. found.Select(task => new TaskNode(task, records.GetValueOrDefault(task.Place.Order)))];

        IEnumerable<Guid> Of(bool customer) =>
            found.Where(task => task.Place.Kind == OfCustomers == customer).Select(task => task.Place.Order).Distinct();
    }

    /// <summary>The place in the journal up to which the tasks are made of it.</summary>
    public async Task<string> CursorAsync(CancellationToken cancellation)
    {
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = Followed;
        tables.Dialect.Add(command, "kind", DeadlinesSetup.Kind);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var positions = new long[journal.Partitions];
        while (await reader.ReadAsync(cancellation))
            positions[reader.GetInt32(0)] = reader.GetInt64(1);
        return new JournalPlace(positions).Encode(PlaceKind.Events);
    }

    private async Task<List<FoundTask>> FindAsync(Actor viewer, IReadOnlyList<StaffMember> absent, TaskPlace? after, int limit,
        CancellationToken cancellation)
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
            Branch(recipient, "", "''");
        foreach (var colleague in absent)
        {
            // A substitute may not do what the absent person may not do either.
            var who = Parameter("absent", colleague.Subject ?? "");
            var excluding = Parameter("excluding", TaskRow.Excluding(colleague.Subject ?? ""));
            foreach (var task in ForAbsent.Where(task => (task.Roles & colleague.Roles) != 0))
                Branch(Recipient.Of(task.Roles),
                    $" and kind = {Parameter("kind", EnumCode<TaskKind>.Of(task.Kind))} and replace(excluded, {excluding}, '') = excluded",
                    who);
        }
        // Whom a task reaches in two ways has it once, in person where that is one of them.
        command.CommandText = $"select {Columns}, min(behalf) from ({string.Join(
            " union all ", branches)}) merged group by {Columns} order by due_at, stream, kind limit @limit";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<FoundTask> tasks = [];
        while (await reader.ReadAsync(cancellation))
        {
            var behalf = reader.GetString(5) is { Length: > 0 } subject ? absent.Single(colleague => colleague.Subject == subject) : null;
            tasks.Add(new(new(dialect.ReadInstant(reader, 0), dialect.ReadId(reader, 1), reader.GetString(2)), reader.GetBoolean(3),
                reader.GetInt32(4), behalf));
        }
        return tasks;

        void Branch(Recipient recipient, string more, string behalf) => branches.Add($"""
            select * from (
              select {Columns}, {behalf} as behalf from task
              where recipient = {Parameter("to", recipient.Code)} and waits is not true and replace(excluded, @excluding, '') = excluded{more}{(after is null ? "" : " and (due_at, stream, kind) > (@due, @stream, @kind)")}
              order by due_at, stream, kind limit @limit) branch
            """);

        string Parameter(string name, string value)
        {
            name += command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
            dialect.Add(command, name, value);
            return "@" + name;
        }
    }
}

/// <summary>A task's place in the queue.</summary>
/// <param name="DueAt">When it is due; the year 9999 where it is not.</param>
/// <param name="Order">The stream of the order, or of the customer.</param>
/// <param name="Kind">The kind, as stored.</param>
public readonly record struct TaskPlace(DateTimeOffset DueAt, Guid Order, string Kind)
{
    internal const string Sort = "task";
    private const long LastInstant = 253_402_300_800_000; // The end of the year 9999, in milliseconds.

    internal Cursor ToCursor() => new(Sort, string.Create(CultureInfo.InvariantCulture, $"{DueAt.ToUnixTimeMilliseconds()} {Kind}"), Order);

    internal static TaskPlace? Of(Cursor? cursor) =>
        cursor?.Key?.Split(' ') is [var due, var kind]
            && long.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < LastInstant
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), cursor.Id, kind) : null;
}

/// <summary>A task as the queue holds it.</summary>
/// <param name="Place">Its place.</param>
/// <param name="Overdue">Whether its deadline has passed.</param>
/// <param name="Level">The level that it was escalated to.</param>
/// <param name="Absent">The absent colleague in whose place the viewer has it; null where it is the viewer's own.</param>
public sealed record FoundTask(TaskPlace Place, bool Overdue, int Level, StaffMember? Absent = null);
