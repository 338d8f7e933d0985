using Microsoft.Data.Sqlite;
using OrderGrains.Journal.Appending;
using static SQLitePCL.raw;

namespace OrderGrains.Journal;

/// <summary>The one connection that writes to the journal's file, and the thread that uses it.</summary>
internal sealed class SqliteWriter(SqliteDirectory directory, int partitions, ISqliteRows? rows, TimeProvider clock) : IDisposable
{
    private SqliteWriteSession? _session;

    public WriterThread Thread { get; } = new("journal.db");

    /// <summary>The session, opened again if it was given up.</summary>
    public SqliteWriteSession Open() => _session ??= new(directory.OpenJournal(write: true), partitions, rows, clock);

    /// <summary>Rolls back. Keeps the connection only if the store did nothing wrong.</summary>
    /// <returns>Whether the transaction surely was rolled back.</returns>
    public bool Abandon(Exception cause)
    {
        var rolledBack = _session?.RollBack() ?? true;
        if (rolledBack && EndAfter(cause) is BatchEnd.Refused or BatchEnd.Taken or BatchEnd.Aborted)
            return true;
        _session?.Dispose();
        _session = null;
        return rolledBack;
    }

    /// <summary>Runs a statement in a transaction of its own, on the writing thread.</summary>
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

    /// <summary>What an exception before the commit, or with the transaction rolled back, says of the batch.</summary>
    public static BatchEnd EndAfter(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED } => BatchEnd.Aborted,
        SqliteException { SqliteExtendedErrorCode: SQLITE_CONSTRAINT_UNIQUE } => BatchEnd.Taken, // Of a row; events are decided before.
        SqliteException { SqliteErrorCode: SQLITE_CONSTRAINT or SQLITE_TOOBIG or SQLITE_MISMATCH or SQLITE_RANGE or SQLITE_ERROR } => BatchEnd.Refused,
        SqliteException or JournalUnavailableException => BatchEnd.Unreachable, // Full, read-only, damaged, or not there.
        _ => BatchEnd.Refused, // A row's or a value's own fault.
    };
}
