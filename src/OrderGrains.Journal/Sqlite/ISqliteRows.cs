using Microsoft.Data.Sqlite;

namespace OrderGrains.Journal;

/// <summary>Writes the records' rows on SQLite, in the transaction of their append.</summary>
public interface ISqliteRows
{
    /// <summary>Prepares the statements on the writer's connection; called again after the connection was lost.</summary>
    ISqliteRowWriter Prepare(SqliteConnection connection);
}

/// <summary>The prepared statements of <see cref="ISqliteRows"/>; used by one thread.</summary>
public interface ISqliteRowWriter : IDisposable
{
    /// <summary>Writes the row of an append, which is not null. An exception refuses the append.</summary>
    /// <param name="transaction">The transaction of the commands; null if the connection has no transaction object.</param>
    /// <param name="append">The append.</param>
    void Write(SqliteTransaction? transaction, Append append);
}
