using System.Data.Common;
using OrderGrains.Journal;

namespace OrderGrains.Server.Teams;

/// <summary>Reads team rows: which teams there are, by name.</summary>
public sealed class TeamRows(DbDataSource source, SqlDialect dialect)
{
    /// <summary>A page of rows, sorted by name.</summary>
    /// <param name="department">Only of this department; null: of all.</param>
    /// <param name="page">The page; the reader fetches one row more than it has.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async ValueTask<List<TeamRow>> PageAsync(string? department, PageRequest page, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        List<string> where = [];
        if (department is not null)
        {
            where.Add("department = @department");
            dialect.Add(command, "department", department);
        }
        if (page.Cursor is { Key: { } name } cursor)
        {
            where.Add($"(name, stream) {(page.Backward ? "<" : ">")} (@name, @stream)");
            dialect.Add(command, "name", name);
            dialect.Add(command, "stream", dialect.Id(cursor.Id));
        }
        dialect.Add(command, "limit", page.Size + 1);
        var direction = page.Backward ? "desc" : "asc";
        command.CommandText =
            $"select stream, version, name, department from team_row{(where.Count == 0 ? "" : $" where {string.Join(" and ", where)}")} "
            + $"order by name {direction}, stream {direction} limit @limit";
        return await ReadAsync(command, cancellation);
    }

    /// <summary>The rows of these teams, in no particular order; unknown ids are missing.</summary>
    public async ValueTask<List<TeamRow>> FindAsync(IReadOnlyList<Guid> teams, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select stream, version, name, department from team_row where stream in {dialect.IdList(
            command, "ids", teams)}";
        return await ReadAsync(command, cancellation);
    }

    /// <summary>The ids of all teams.</summary>
    public async ValueTask<IReadOnlyList<StreamId>> AllAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "select stream, version, name, department from team_row order by stream";
        return [.. (await ReadAsync(command, cancellation)).Select(row => row.Stream)];
    }

    internal static TeamRow Read(DbDataReader reader, SqlDialect dialect) =>
        new(new StreamId(dialect.ReadId(reader, 0)), reader.GetInt32(1), reader.GetString(2), reader.GetString(3));

    private async ValueTask<List<TeamRow>> ReadAsync(DbCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<TeamRow> rows = [];
        while (await reader.ReadAsync(cancellation))
            rows.Add(Read(reader, dialect));
        return rows;
    }
}
