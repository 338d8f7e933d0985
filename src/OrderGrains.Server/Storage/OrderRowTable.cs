using System.Data.Common;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Storage;

/// <summary>The table with the rows of orders.</summary>
public sealed class OrderRowTable : RowTable<OrderRow>
{
    private static readonly string[] Names = OrderSql.Columns.Split(", ");

    /// <inheritdoc/>
    protected override string Table => "order_row";
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns => Names;

    /// <inheritdoc/>
    protected override OrderRow Read(DbDataReader reader, SqlDialect dialect) => OrderRows.Read(reader, dialect);

    /// <inheritdoc/>
    protected override object?[] Values(OrderRow row, SqlDialect dialect) =>
    [
        dialect.Id(row.Stream.Value), row.Version, row.Status, row.Number, row.Platform, dialect.Id(row.CustomerId),
        dialect.Instant(row.CreatedAt), dialect.Instant(row.UpdatedAt), row.Card,
    ];

    /// <inheritdoc/>
    protected override bool Matches(OrderRow stored, OrderRow expected) =>
        stored with { Card = expected.Card } == expected && stored.Card.AsSpan().SequenceEqual(expected.Card);
}
