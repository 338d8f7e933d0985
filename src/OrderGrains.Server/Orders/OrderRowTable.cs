using System.Data.Common;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Orders;

/// <summary>The table with the rows of orders.</summary>
internal sealed class OrderRowTable() : RowTable<OrderRow>(
    "order_row", "write_order_rows_v1",
    Column.Id<OrderRow>("stream", row => row.Stream.Value), Column.Integer<OrderRow>("version", row => row.Version),
    Column.Text<OrderRow>("status", row => row.Status), Column.Text<OrderRow>("number", row => row.Number),
    Column.Text<OrderRow>("platform", row => row.Platform), Column.Id<OrderRow>("customer_id", row => row.CustomerId),
    Column.Instant<OrderRow>("created_at", row => row.CreatedAt) with { IsFixed = true },
    Column.Instant<OrderRow>("updated_at", row => row.UpdatedAt), Column.Bytes<OrderRow>("card", row => row.Card))
{
    /// <summary>An order with a number that others have is told apart from them, so that it can be made anew all the same.</summary>
    protected override (string Name, string Expression)? Derived =>
        ("number_repeat",
            "(select coalesce(max(o.number_repeat) + 1, 0) from order_row o where o.number = @number and o.stream <> @stream)");

    /// <summary>Finds numbers that several orders have (R2.2.2).</summary>
    public override async ValueTask<(IReadOnlyList<JournalFinding> Findings, string? Last)> CompareAsync(
        DbConnection connection, string? after, int limit, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        Dialect(connection).Add(command, "after", after ?? "");
        Dialect(connection).Add(command, "limit", limit);
        command.CommandText = "select number, count(*) from order_row where number > @after group by number order by number limit @limit";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<JournalFinding> findings = [];
        string? last = null;
        while (await reader.ReadAsync(cancellation))
        {
            last = reader.GetString(0);
            if (reader.GetInt64(1) > 1)
                findings.Add(new(null, null, $"{reader.GetInt64(1)} orders have the number {last}."));
        }
        return (findings, last);
    }

    /// <inheritdoc/>
    protected override OrderRow Read(DbDataReader reader, SqlDialect dialect) => OrderRows.Read(reader, dialect);

    /// <inheritdoc/>
    protected override bool Matches(OrderRow stored, OrderRow expected) =>
        stored with { Card = expected.Card } == expected && stored.Card.AsSpan().SequenceEqual(expected.Card);
}
