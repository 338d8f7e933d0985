using System.Data.Common;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>The table with the rows of customers.</summary>
internal sealed class CustomerRowTable() : RowTable<CustomerRow>(
    "customer_row", "write_customer_rows_v1",
    Column.Id<CustomerRow>("stream", row => row.Stream.Value), Column.Integer<CustomerRow>("version", row => row.Version),
    Column.Id<CustomerRow>("leads_to", row => row.LeadsTo), Column.Instant<CustomerRow>("blocked_since", row => row.BlockedSince),
    Column.Instant<CustomerRow>("created_at", row => row.CreatedAt) with { IsFixed = true },
    Column.Instant<CustomerRow>("updated_at", row => row.UpdatedAt))
{
    /// <inheritdoc/>
    protected override CustomerRow Read(DbDataReader reader, SqlDialect dialect) => CustomerRows.Read(reader, dialect);
}
