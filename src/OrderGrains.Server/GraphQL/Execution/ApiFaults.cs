using System.Data.Common;
using System.Diagnostics;
using GraphQL;
using Microsoft.Data.Sqlite;
using OrderGrains.Journal;
using OrderGrains.Server.Streams;

namespace OrderGrains.Server.GraphQL;

/// <summary>What the client is told of an exception: its code where it has one, else nothing but where the log tells more.</summary>
internal static class ApiFaults
{
    private const int Interrupted = 9; // SQLITE_INTERRUPT

    public static ExecutionError Explain(Exception fault) => fault switch
    {
        ApiException known => known,
        SqliteException { SqliteErrorCode: Interrupted } => new ApiException(ErrorCodes.Timeout, "The operation took too long, and was ended."),
        JournalOverloadedException busy => new ApiException(ErrorCodes.Overloaded, "The system is busy.") { RetryAfter = busy.RetryAfter },
        JournalUnavailableException or DbException { IsTransient: true } => new ApiException(ErrorCodes.Unavailable, "The store cannot be reached.") { RetryAfter = UserErrors.RetryLater },
        OutcomeUnknownException =>
            new ApiException(ErrorCodes.OutcomeUnknown, "Whether it took effect is not known: repeat it with its key.") { RetryAfter = UserErrors.RetryLater },
        NewerStateException => new ApiException(ErrorCodes.NewerVersion, "A newer version of the program has stored this; this server waits for it.") { RetryAfter = UserErrors.RetryLater },
        UnknownEventException => new ApiException(ErrorCodes.Unavailable, "A newer server has recorded what this one cannot read: ask another.") { RetryAfter = UserErrors.RetryLater },
        _ => Internal(),
    };

    public static ApiException Internal() =>
        new(ErrorCodes.Internal, "The server failed.") { TraceId = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString() };
}
