using System.Data.Common;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>The table with the rows of customers.</summary>
public sealed class CustomerRowTable : RowTable<CustomerRow>
{
    private static readonly string[] Names = CustomerRows.Columns.Split(", ");

    /// <inheritdoc/>
    protected override string Table => "customer_row";
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns => Names;

    /// <inheritdoc/>
    protected override CustomerRow Read(DbDataReader reader, SqlDialect dialect) => CustomerRows.Read(reader, dialect);

    /// <inheritdoc/>
    protected override object?[] Values(CustomerRow row, SqlDialect dialect) =>
    [
        dialect.Id(row.Stream.Value), row.Version, dialect.Id(row.LeadsTo), dialect.Instant(row.BlockedSince), dialect.Instant(row.CreatedAt), dialect.Instant(row.UpdatedAt),
    ];

    /// <inheritdoc/>
    protected override bool Matches(CustomerRow stored, CustomerRow expected) => stored == expected;
}
