using System.Data.Common;
using Npgsql;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>Inserts many rows at once: on PostgreSQL by one statement over arrays, on SQLite by one statement for each, prepared once. A
/// row that is there already is left as it is.</summary>
/// <typeparam name="TRow">The rows.</typeparam>
internal sealed class RowInsert<TRow>(string table, params Column<TRow>[] columns)
    where TRow : class
{
    private readonly string _names = string.Join(", ", columns.Select(column => column.Name));
    private readonly string _parameters = string.Join(", ", columns.Select(column => "@" + column.Name));

    /// <summary>Inserts the rows.</summary>
    public async Task ExecuteAsync(DbTransaction transaction, IReadOnlyList<TRow> rows)
    {
        if (rows.Count == 0)
            return;
        await using var command = transaction.Connection!.CreateCommand(); // Not null: the transaction is open.
        command.Transaction = transaction;
        if (transaction is NpgsqlTransaction)
        {
            command.CommandText = $"insert into {table} ({_names}) select * from unnest({_parameters}) on conflict do nothing";
            foreach (var column in columns)
                command.Parameters.Add(column.ArrayOf(rows));
            await command.ExecuteNonQueryAsync();
            return;
        }
        command.CommandText = $"insert into {table} ({_names}) values ({_parameters}) on conflict do nothing";
        foreach (var column in columns)
            SqlDialect.Sqlite.Add(command, column.Name, null);
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
                command.Parameters[i].Value = columns[i].ValueOf(row, SqlDialect.Sqlite) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync();
        }
    }
}
