using System.Data.Common;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.StaffRegister;

/// <summary>The table with the rows of the staff register.</summary>
public sealed class StaffRowTable : RowTable<StaffRow>
{
    private static readonly string[] Names = ["stream", "version", "subject", "substituted_until"];

    /// <inheritdoc/>
    protected override string Table => "staff_row";
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns => Names;

    /// <inheritdoc/>
    protected override StaffRow Read(DbDataReader reader, SqlDialect dialect) => StaffReader.Read(reader, dialect);

    /// <inheritdoc/>
    protected override object?[] Values(StaffRow row, SqlDialect dialect) => [dialect.Id(row.Stream.Value), row.Version, row.Subject, row.SubstitutedUntil];

    /// <inheritdoc/>
    protected override bool Matches(StaffRow stored, StaffRow expected) => stored == expected;
}
