using System.Data.Common;
using System.Globalization;
using OrderGrains.Domain.Feedback;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Feedback;

/// <summary>Reads feedback items, the newest first.</summary>
public sealed class FeedbackItems(DbDataSource source, SqlDialect dialect, OrderReader orders)
{
    private const string Columns = "id, order_id, customer_id, kind, status, channel, opened_at, due_at, closed_at";

    /// <summary>The schema: the component <c>feedback</c>, beside what else consumers make of the journal.</summary>
    public static SchemaComponent Schema { get; } = SchemaComponent.FromResources(
        "feedback", typeof(FeedbackItems), ["OrderGrains.Server.Feedback.feedback.postgres.sql"],
            ["OrderGrains.Server.Feedback.feedback.sqlite.sql"]);

    /// <summary>Reads a page, one item more than it has.</summary>
    public async Task<IReadOnlyList<FeedbackItemNode>> PageAsync(FeedbackFilter? filter, PageRequest page, Actor viewer,
        CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        var direction = page.Backward ? "asc" : "desc";
        dialect.Add(command, "limit", page.Size + 1);
        var after = After(command, page);
        var order = $"order by opened_at {direction}, id {direction} limit @limit";
        var branches = Branches(command, filter)
            .Select(branch => $"select * from (select {Columns} from feedback_item where {branch}{after} {order}) branch");
        command.CommandText = $"select {Columns} from ({string.Join(" union all ", branches)}) merged {order}";
        return await NodesAsync(command, viewer, cancellation);
    }

    /// <summary>The items with these ids, in their order; null where there is none that the viewer may see.</summary>
    public async Task<IReadOnlyList<FeedbackItemNode?>> FindAsync(IReadOnlyList<Guid> ids, Actor viewer, CancellationToken cancellation)
    {
        if (!viewer.IsAny(FeedbackItemNode.Readers))
            return new FeedbackItemNode?[ids.Count];
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select {Columns} from feedback_item where id in {dialect.IdList(command, "ids", [.. ids.Distinct()])}";
        var found = (await NodesAsync(command, viewer, cancellation)).ToDictionary(item => item.Key);
        return [.. ids.Select(found.GetValueOrDefault)];
    }

    /// <summary>How many there are, counted at most to <paramref name="atMost"/>.</summary>
    public async Task<int> CountAsync(FeedbackFilter? filter, int atMost, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        dialect.Add(command, "limit", atMost);
        var branches = Branches(command, filter).Select(branch => $"select 1 as one from feedback_item where {branch}");
        command.CommandText = $"select count(*) from (select one from ({string.Join(
            " union all ", branches)}) merged limit @limit) counted";
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    // One range of the index for each kind and status.
    private List<string> Branches(DbCommand command, FeedbackFilter? filter)
    {
        var kinds = Chosen(filter?.Kind?.Eq, filter?.Kind?.In);
        var statuses = Chosen(filter?.Status?.Eq, filter?.Status?.In);
        var order = Order(command, filter?.OrderId);
        List<string> branches = [];
        foreach (var (i, (k, s)) in (from k in kinds from s in statuses select (k, s)).Index())
        {
            dialect.Add(command, $"kind{i}", EnumCode<FeedbackKind>.Of(k));
            dialect.Add(command, $"status{i}", EnumCode<FeedbackStatus>.Of(s));
            branches.Add($"kind = @kind{i} and status = @status{i}{order}");
        }
        return branches.Count > 0 ? branches : ["1 = 0"];
    }

    private string Order(DbCommand command, IdFilter? filter)
    {
        if (filter is null or { Eq: null, In: null })
            return "";
        var ids = (filter.In ?? [filter.Eq!]).Where(id => filter.Eq is null || id == filter.Eq) // Not both are null.
            .Select(id => GlobalId.TryDecode(id, "Order", out var order) ? order : Guid.Empty).ToList();
        return $" and order_id in {dialect.IdList(command, "orders", ids)}";
    }

    private string After(DbCommand command, PageRequest page)
    {
        if (OrderSort.PlaceOf(page.Cursor) is not { } place)
            return "";
        dialect.Add(command, "afterAt", dialect.Instant(place.Key));
        dialect.Add(command, "afterId", dialect.Id(place.Stream));
        return $" and (opened_at, id) {(page.Backward ? ">" : "<")} (@afterAt, @afterId)";
    }

    private async Task<IReadOnlyList<FeedbackItemNode>> NodesAsync(DbCommand command, Actor viewer, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<FeedbackItem> items = [];
        while (await reader.ReadAsync(cancellation))
            items.Add(Read(reader));
        var together = new FeedbackOrders([.. items.Select(item => item.Order).Distinct()], orders, viewer, cancellation);
        return [.. items.Select(item => new FeedbackItemNode(item, together))];
    }

    private FeedbackItem Read(DbDataReader reader) => new(
        dialect.ReadId(reader, 0), dialect.ReadId(reader, 1), dialect.ReadId(reader, 2),
        Code<FeedbackKind>(reader.GetString(3)), Code<FeedbackStatus>(reader.GetString(4)),
        reader.IsDBNull(5) ? null : Code<FeedbackChannel>(reader.GetString(5)), dialect.ReadInstant(reader, 6),
        reader.IsDBNull(7) ? null : dialect.ReadInstant(reader, 7), reader.IsDBNull(8) ? null : dialect.ReadInstant(reader, 8));

    private static T Code<T>(string code)
        where T : struct, Enum =>
        EnumCode<T>.TryParse(code, out var value)
            ? value : throw new InvalidDataException($"A feedback item has the {typeof(T).Name} {code}, which is none.");

    private static IEnumerable<T> Chosen<T>(T? eq, IReadOnlyList<T>? list)
        where T : struct, Enum =>
        (list ?? Enum.GetValues<T>()).Where(value => eq is null || value.Equals(eq)).Distinct();
}
