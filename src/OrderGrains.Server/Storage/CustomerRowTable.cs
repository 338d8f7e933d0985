using System.Data.Common;
using OrderGrains.Server.Customers;

namespace OrderGrains.Server.Storage;

/// <summary>The table with the rows of customers.</summary>
public sealed class CustomerRowTable : RowTable<CustomerRow>
{
    private static readonly string[] Names = ["stream", "version", "blocked"];

    /// <inheritdoc/>
    protected override string Table => "customer_row";
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns => Names;

    /// <inheritdoc/>
    protected override CustomerRow Read(DbDataReader reader, SqlDialect dialect) => new(new StreamId(dialect.ReadId(reader, 0)), reader.GetInt32(1), reader.GetBoolean(2));

    /// <inheritdoc/>
    protected override object?[] Values(CustomerRow row, SqlDialect dialect) => [dialect.Id(row.Stream.Value), row.Version, row.Blocked];

    /// <inheritdoc/>
    protected override bool Matches(CustomerRow stored, CustomerRow expected) => stored == expected;
}
