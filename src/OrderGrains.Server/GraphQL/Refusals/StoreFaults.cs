using System.Data.Common;
using Microsoft.Data.Sqlite;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.GraphQL.Refusals;

/// <summary>Explains exceptions of the journal, the streams and the database to the client; null for any other.</summary>
internal static class StoreFaults
{
    private const int Interrupted = 9; // SQLITE_INTERRUPT

    public static ApiException? Explain(Exception fault) => fault switch
    {
        SqliteException { SqliteErrorCode: Interrupted } => new(ErrorCodes.Timeout, "The operation took too long, and was ended."),
        JournalOverloadedException busy => new(ErrorCodes.Overloaded, "The system is busy.") { RetryAfter = busy.RetryAfter },
        JournalUnavailableException or DbException { IsTransient: true } => Later(ErrorCodes.Unavailable, "The store cannot be reached."),
        OutcomeUnknownException => Later(ErrorCodes.OutcomeUnknown, "Whether it took effect is not known: repeat it with its key."),
        NewerStateException => Later(ErrorCodes.NewerVersion, "A newer version of the program has stored this; this server waits for it."),
        UnknownEventException => Later(ErrorCodes.Unavailable, "A newer server has recorded what this one cannot read: ask another."),
        FeedRefusedException { IsTooFarBack: true } refused => new(ErrorCodes.ReplayExceeded, refused.Message),
        FeedRefusedException refused => new(ErrorCodes.BadUserInput, refused.Message),
        _ => null,
    };

    private static ApiException Later(string code, string message) => new(code, message) { RetryAfter = UserErrors.RetryLater };
}
