using System.Data.Common;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.StaffRegister;

/// <summary>The table with the rows of the staff register.</summary>
internal sealed class StaffRowTable() : RowTable<StaffRow>(
    "staff_row", "write_staff_rows_v1",
    Column.Id<StaffRow>("stream", row => row.Stream.Value), Column.Integer<StaffRow>("version", row => row.Version),
    Column.Text<StaffRow>("subject", row => row.Subject), Column.Text<StaffRow>("substituted_until", row => row.SubstitutedUntil))
{
    /// <inheritdoc/>
    protected override StaffRow Read(DbDataReader reader, SqlDialect dialect) => StaffReader.Read(reader, dialect);
}
