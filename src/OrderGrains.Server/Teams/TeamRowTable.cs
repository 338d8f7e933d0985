using System.Data.Common;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Teams;

/// <summary>The table with the rows of project teams.</summary>
internal sealed class TeamRowTable() : RowTable<TeamRow>(
    "team_row", "write_team_rows_v1",
    Column.Id<TeamRow>("stream", row => row.Stream.Value), Column.Integer<TeamRow>("version", row => row.Version),
    Column.Text<TeamRow>("name", row => row.Name), Column.Text<TeamRow>("department", row => row.Department))
{
    /// <inheritdoc/>
    protected override TeamRow Read(DbDataReader reader, SqlDialect dialect) => TeamRows.Read(reader, dialect);
}
