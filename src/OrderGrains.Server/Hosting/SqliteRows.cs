using Microsoft.Data.Sqlite;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Hosting;

/// <summary>Writes rows into SQLite, inside the journal's transaction.</summary>
/// <param name="tables">The tables, one for each kind of record.</param>
internal sealed class SqliteRows(IReadOnlyList<IRecordTable> tables) : ISqliteRows
{
    /// <inheritdoc/>
    public ISqliteRowWriter Prepare(SqliteConnection connection) => new Writer(tables, connection);

    private sealed class Writer(IReadOnlyList<IRecordTable> tables, SqliteConnection connection) : ISqliteRowWriter
    {
        private readonly Dictionary<Type, (IRecordTable Table, SqliteCommand Statement)> _tables =
            tables.ToDictionary(table => table.RowType, table => (table, table.Prepare(connection)));

        public void Write(SqliteTransaction? transaction, Append append)
        {
            if (append.Row is not { } row)
                return;
            if (!_tables.TryGetValue(row.GetType(), out var known))
                throw new InvalidOperationException($"No table for {row.GetType().Name}.");
            known.Statement.Transaction = transaction;
            known.Table.Bind(known.Statement, row);
            known.Statement.ExecuteNonQuery();
        }

        public void Dispose()
        {
            foreach (var (_, statement) in _tables.Values)
                statement.Dispose();
        }
    }
}
