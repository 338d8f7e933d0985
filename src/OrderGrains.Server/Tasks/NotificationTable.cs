using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>A notification, as stored.</summary>
/// <param name="Id">Its id, which begins with the time.</param>
/// <param name="Recipient">The recipient, as stored.</param>
/// <param name="Partition">The order's partition.</param>
/// <param name="Order">The order's stream.</param>
/// <param name="Kind">The subject.</param>
/// <param name="Details">The values in its text.</param>
/// <param name="CreatedAt">When it was told.</param>
/// <param name="ReadAt">When the first of those whom it is for had read it; null while nobody has.</param>
/// <param name="ReadBy">The reader.</param>
public sealed record NotificationRow(
    Guid Id, string Recipient, int Partition, Guid Order, NotificationKind Kind, NotificationDetails? Details, DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt = null, string? ReadBy = null)
{
    private const int TimeBytes = 6;

    /// <summary>Its number in the partition, in the order of the transactions: a reader that has one has all smaller ones.</summary>
    public long Position { get; init; }

    /// <summary>The row of a notification.</summary>
    /// <param name="told">The notifications and their recipients.</param>
    /// <param name="cause">The cause: the same cause makes the same row.</param>
    public static NotificationRow Of(Notification told, StreamId order, int partition, string cause, DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16], time = stackalloc byte[sizeof(long)];
        Identity.Of("notification", order.Value.ToString("N"), cause, told.Recipient.Code).TryWriteBytes(bytes, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeMilliseconds());
        time[^TimeBytes..].CopyTo(bytes);
        return new(new Guid(bytes, bigEndian: true), told.Recipient.Code, partition, order.Value, told.Kind, told.Details, at);
    }
}

/// <summary>The table of notifications: what whom was told, and who has read it.</summary>
internal sealed class NotificationTable(ConsumerTables tables)
{
    private const string Columns = "id, recipient, partition, stream, kind, details, created_at, read_at, read_by, position";

    private static readonly RowInsert<NotificationRow> Insert = new(
        "notification", Column.Id<NotificationRow>("id", row => row.Id), Column.Text<NotificationRow>("recipient", row => row.Recipient),
        Column.Integer<NotificationRow>("partition", row => row.Partition), Column.Number<NotificationRow>("position", row => row.Position),
            Column.Id<NotificationRow>("stream", row => row.Order),
        Column.Text<NotificationRow>("kind", row => EnumCode<NotificationKind>.Of(row.Kind)),
        Column.Text<NotificationRow>("details", row =>
            row.Details is { } details ? JsonSerializer.Serialize(details, NotificationJson.Default.NotificationDetails) : null),
        Column.Instant<NotificationRow>("created_at", row => row.CreatedAt));

    private SqlDialect Dialect => tables.Dialect;

    /// <summary>Inserts rows.</summary>
    public static Task InsertAsync(DbTransaction transaction, IReadOnlyList<NotificationRow> rows) =>
        Insert.ExecuteAsync(transaction, rows);

    /// <summary>A page of what some recipients were told, the newest first.</summary>
    /// <param name="recipients">The recipients, at least one.</param>
    /// <param name="unread">Only what nobody has read.</param>
    /// <param name="before">The id before which the page begins; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<List<NotificationRow>> PageAsync(IReadOnlyList<Recipient> recipients, bool unread, Guid? before, int limit,
        CancellationToken cancellation)
    {
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        if (before is { } id)
            Dialect.Add(command, "before", Dialect.Id(id));
        Dialect.Add(command, "limit", limit);
        var where = (unread ? " and read_at is null" : "") + (before is null ? "" : " and id < @before");
        command.CommandText = $"select {Columns} from ({Branches(
            command, recipients, Columns, where + " order by id desc limit @limit")}) merged order by id desc limit @limit";
        return await ReadAsync(command, cancellation);
    }

    /// <summary>How much of what some recipients were told nobody has read, counted at most to <paramref name="atMost"/>.</summary>
    public async Task<int> UnreadAsync(IReadOnlyList<Recipient> recipients, int atMost, CancellationToken cancellation)
    {
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        Dialect.Add(command, "limit", atMost);
        command.CommandText = $"select count(*) from ({Branches(command, recipients, "id", " and read_at is null limit @limit")}) unread";
        return Math.Min(atMost, Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture));
    }

    /// <summary>Those of some notifications that are for some recipients.</summary>
    public async Task<List<NotificationRow>> FindAsync(IReadOnlyList<Recipient> recipients, IReadOnlyList<Guid> ids,
        CancellationToken cancellation)
    {
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = Branches(command, recipients, Columns, $" and id in {Dialect.IdList(command, "ids", ids)}");
        return await ReadAsync(command, cancellation);
    }

    /// <summary>The last number of each partition.</summary>
    public async Task<long[]> HeadsAsync(int partitions, CancellationToken cancellation)
    {
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = string.Join(
            " union all ", Enumerable.Range(0, partitions)
                .Select(partition => $"select {partition}, (select max(position) from notification where partition = {partition})"));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var heads = new long[partitions];
        while (await reader.ReadAsync(cancellation))
            heads[reader.GetInt32(0)] = await reader.IsDBNullAsync(1, cancellation) ? 0 : reader.GetInt64(1);
        return heads;
    }

    /// <summary>The next notifications of some partitions, each partition's in the order of their numbers.</summary>
    /// <param name="after">The partitions, and after which number.</param>
    /// <param name="limit">How many of each partition at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<List<NotificationRow>> AfterAsync(IReadOnlyList<(int Partition, long Position)> after, int limit,
        CancellationToken cancellation)
    {
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        Dialect.Add(command, "limit", limit);
        foreach (var (partition, position) in after)
            Dialect.Add(command, $"after{partition}", position);
        command.CommandText = string.Join(" union all ", after.Select(place => $"""
            select * from (select {Columns} from notification where partition = {place.Partition} and position > @after{place.Partition} order by position limit @limit) p{place.Partition}
            """));
        return await ReadAsync(command, cancellation);
    }

    /// <summary>Notes that notifications were read, where nobody had read them.</summary>
    public async Task ReadAsync(IReadOnlyList<NotificationRow> rows, string by, DateTimeOffset at, CancellationToken cancellation)
    {
        using var turn = await tables.AcquireWriterAsync();
        await using var connection = await tables.Source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var recipient in rows.GroupBy(row => row.Recipient).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            Dialect.Add(command, "at", Dialect.Instant(at));
            Dialect.Add(command, "by", by);
            Dialect.Add(command, "recipient", recipient.Key);
            var ids = Dialect.IdList(command, "ids", [.. recipient.Select(row => row.Id)]);
            command.CommandText =
                $"update notification set read_at = @at, read_by = @by where recipient = @recipient and id in {ids} and read_at is null";
            await command.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    // One range of an index for each recipient.
    private string Branches(DbCommand command, IReadOnlyList<Recipient> recipients, string columns, string rest)
    {
        for (var i = 0; i < recipients.Count; i++)
            Dialect.Add(command, "to" + i.ToString(CultureInfo.InvariantCulture), recipients[i].Code);
        return string.Join(" union all ", recipients.Select((_, i) =>
            string.Create(CultureInfo.InvariantCulture,
                $"select * from (select {columns} from notification where recipient = @to{i}{rest}) branch")));
    }

    private async Task<List<NotificationRow>> ReadAsync(DbCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<NotificationRow> rows = [];
        while (await reader.ReadAsync(cancellation))
        {
            if (EnumCode<NotificationKind>.TryParse(reader.GetString(4), out var kind)) // Another program's are left out.
                rows.Add(Read(reader, kind));
        }
        return rows;
    }

    private NotificationRow Read(DbDataReader reader, NotificationKind kind) => new(
        Dialect.ReadId(reader, 0), reader.GetString(1), reader.GetInt32(2), Dialect.ReadId(reader, 3), kind,
        reader.IsDBNull(5) ? null : JsonSerializer.Deserialize(reader.GetString(5), NotificationJson.Default.NotificationDetails),
        Dialect.ReadInstant(reader, 6), reader.IsDBNull(7)
            ? null : Dialect.ReadInstant(reader, 7), reader.IsDBNull(8) ? null : reader.GetString(8))
    { Position = reader.GetInt64(9) };
}
