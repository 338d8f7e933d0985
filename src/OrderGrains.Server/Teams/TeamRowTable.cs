using System.Data.Common;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Teams;

/// <summary>The table with the rows of project teams.</summary>
public sealed class TeamRowTable : RowTable<TeamRow>
{
    private static readonly string[] Names = ["stream", "version", "name", "department"];

    /// <inheritdoc/>
    protected override string Table => "team_row";
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns => Names;

    /// <inheritdoc/>
    protected override TeamRow Read(DbDataReader reader, SqlDialect dialect) => TeamRows.Read(reader, dialect);

    /// <inheritdoc/>
    protected override object?[] Values(TeamRow row, SqlDialect dialect) => [dialect.Id(row.Stream.Value), row.Version, row.Name, row.Department];

    /// <inheritdoc/>
    protected override bool Matches(TeamRow stored, TeamRow expected) => stored == expected;
}
