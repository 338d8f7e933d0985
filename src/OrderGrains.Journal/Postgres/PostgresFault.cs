using Npgsql;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal;

/// <summary>What PostgreSQL's errors mean to the journal; the one place that knows.</summary>
internal static class PostgresFault
{
    /// <summary>The outcome of a batch whose statement failed. An ERROR has surely undone the transaction; anything that ended the session has not surely.</summary>
    public static BatchOutcome OfBatch(Exception fault) => fault switch
    {
        PostgresException { InvariantSeverity: "ERROR" } e => new BatchOutcome(OfError(e.SqlState), e),
        NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException or ObjectDisposedException => new BatchOutcome(BatchEnd.Unknown, fault),
        _ => new BatchOutcome(BatchEnd.Refused, fault),             // a value that could not even be sent: the message never was complete
    };

    /// <summary>A failed read, as the journal's callers know it.</summary>
    public static Exception OfRead(NpgsqlException fault) => new JournalUnavailableException("The journal's store does not answer.", fault);

    /// <summary>A failed opening: a setting is to blame, or the server is away; null for another fault.</summary>
    public static Exception? OfOpening(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction } => Misconfigured("names a database without the journal's schema"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => Misconfigured("names a database that does not exist"),
        PostgresException e when e.SqlState.StartsWith("28", StringComparison.Ordinal) => Misconfigured("names a user or password that the server refuses"),
        PostgresException { IsTransient: false } => null,
        NpgsqlException => new JournalUnavailableException("The journal's database cannot be reached.", fault),
        _ => null,
    };

    private static JournalConfigurationException Misconfigured(string reason) => new("ConnectionStrings:OrderGrains", reason);

    private static BatchEnd OfError(string state) => state switch
    {
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => BatchEnd.Aborted,
        PostgresErrorCodes.UniqueViolation => BatchEnd.Taken,                               // of a row: the events' keys are decided before
        _ when state.StartsWith("40", StringComparison.Ordinal) => BatchEnd.Aborted,
        _ when state.StartsWith("22", StringComparison.Ordinal) => BatchEnd.Refused,        // data exception
        _ when state.StartsWith("23", StringComparison.Ordinal) => BatchEnd.Refused,        // integrity constraint violation
        _ when state.StartsWith("54", StringComparison.Ordinal) => BatchEnd.Refused,        // program limit exceeded, such as a row that is too wide
        _ when state.StartsWith("P0", StringComparison.Ordinal) => BatchEnd.Refused,        // raised by the rows' function
        _ => BatchEnd.Unreachable,                                                          // disk full, read only, no such function …
    };
}
