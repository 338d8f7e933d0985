using Npgsql;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>Maps PostgreSQL's errors to the journal's, in one place.</summary>
internal static class PostgresFault
{
    /// <summary>Returns the outcome of a batch whose statement failed.</summary>
    /// <remarks>An ERROR has rolled back the transaction for certain; the end of the session has not.</remarks>
    public static BatchOutcome MapBatchFault(Exception fault) => fault switch
    {
        PostgresException { InvariantSeverity: "ERROR" } e => new BatchOutcome(MapError(e.SqlState), e),
        NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException or ObjectDisposedException =>
            new BatchOutcome(BatchEnd.Unknown, fault),
        _ => new BatchOutcome(BatchEnd.Refused, fault),             // A value that could not be sent: the message was never complete.
    };

    /// <summary>Returns the exception for the callers of a failed read.</summary>
    public static Exception MapReadFault(NpgsqlException fault) =>
        new JournalUnavailableException("The journal's store does not answer.", fault);

    /// <summary>Returns the exception for a wrong setting or an unreachable server; null for another fault.</summary>
    public static Exception? MapOpeningFault(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction } =>
            CreateMisconfigured("names a database without the journal's schema"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            CreateMisconfigured("names a database that does not exist"),
        PostgresException e when e.SqlState.StartsWith("28", StringComparison.Ordinal) =>
            CreateMisconfigured("names a user or password that the server refuses"),
        PostgresException { IsTransient: false } => null,
        NpgsqlException => new JournalUnavailableException("The journal's database cannot be reached.", fault),
        _ => null,
    };

    private static JournalConfigurationException CreateMisconfigured(string reason) => new("ConnectionStrings:OrderGrains", reason);

    private static BatchEnd MapError(string state) => state switch
    {
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => BatchEnd.Aborted,
        // In a row: the function checks the events first.
        PostgresErrorCodes.UniqueViolation => BatchEnd.Taken,
        _ when state.StartsWith("40", StringComparison.Ordinal) => BatchEnd.Aborted,
        _ when state.StartsWith("22", StringComparison.Ordinal) => BatchEnd.Refused,        // Data exception.
        _ when state.StartsWith("23", StringComparison.Ordinal) => BatchEnd.Refused,        // Integrity constraint violation.
        // Program limit exceeded, such as a row too wide.
        _ when state.StartsWith("54", StringComparison.Ordinal) => BatchEnd.Refused,
        _ when state.StartsWith("P0", StringComparison.Ordinal) => BatchEnd.Refused,        // Raised by the function that writes the rows.
        // Disk full, read-only, no such function, and so on.
        _ => BatchEnd.Unreachable,
    };
}
