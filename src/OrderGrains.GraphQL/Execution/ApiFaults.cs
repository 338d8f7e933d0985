using System.Diagnostics;
using GraphQL;

namespace OrderGrains.GraphQL.Execution;

/// <summary>Maps exceptions to errors for the client: a known one to its code, any other to a trace id for the log.</summary>
/// <param name="known">Maps the host's own exceptions; null for an unknown one.</param>
internal sealed class ApiFaults(Func<Exception, ApiException?> known)
{
    public ExecutionError Explain(Exception fault) => fault as ApiException ?? known(fault) ?? Internal();

    public static ApiException Internal() =>
        new(ErrorCodes.Internal, "The server failed.")
        {
            TraceId = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString(),
        };
}
