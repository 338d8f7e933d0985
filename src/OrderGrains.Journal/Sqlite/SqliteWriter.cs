using Microsoft.Data.Sqlite;
using OrderGrains.Journal.Appending;
using static SQLitePCL.raw;

namespace OrderGrains.Journal;

/// <summary>The only connection that writes to the journal's file, and its thread.</summary>
internal sealed class SqliteWriter(SqliteDirectory directory, int partitions, ISqliteRows? rows, TimeProvider clock) : IDisposable
{
    private SqliteWriteSession? _session;

    public WriterThread Thread { get; } = new("journal.db");

    /// <summary>Returns the session, opening it again if it was abandoned.</summary>
    public SqliteWriteSession Open() => _session ??= new(directory.OpenJournal(write: true), partitions, rows, clock);

    /// <summary>Rolls back, and keeps the connection only if the store is not at fault.</summary>
    /// <returns>Whether the transaction was rolled back for certain.</returns>
    public bool Abandon(Exception cause)
    {
        var rolledBack = _session?.RollBack() ?? true;
        if (rolledBack && MapFault(cause) is BatchEnd.Refused or BatchEnd.Taken or BatchEnd.Aborted)
            return true;
        _session?.Dispose();
        _session = null;
        return rolledBack;
    }

    /// <summary>Runs a statement in its own transaction, on the writer thread.</summary>
    public Task<int> RunAsync(Func<SqliteWriteSession, int> work) => Thread.RunAsync(() =>
    {
        try
        {
            return work(Open());
        }
        catch (Exception e)
        {
            Abandon(e);
            throw e is SqliteException ? new JournalUnavailableException("The journal's file cannot be written.", e) : e;
        }
    });

    public void Dispose()
    {
        Thread.Dispose();
        _session?.Dispose();
    }

    /// <summary>Maps an exception before the commit, or after a rollback, to the end of the batch.</summary>
    public static BatchEnd MapFault(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED } => BatchEnd.Aborted,
        SqliteException { SqliteExtendedErrorCode: SQLITE_CONSTRAINT_UNIQUE } => BatchEnd.Taken, // In a row: events are checked before.
        SqliteException { SqliteErrorCode: SQLITE_CONSTRAINT or SQLITE_TOOBIG or SQLITE_MISMATCH or SQLITE_RANGE or SQLITE_ERROR } =>
            BatchEnd.Refused,
        SqliteException or JournalUnavailableException => BatchEnd.Unreachable, // Full, read-only, damaged or missing.
        _ => BatchEnd.Refused, // The fault of a row or a value.
    };
}
