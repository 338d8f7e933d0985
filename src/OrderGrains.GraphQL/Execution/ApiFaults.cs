using System.Diagnostics;
using GraphQL;

namespace OrderGrains.GraphQL.Execution;

/// <summary>What the client is told of an exception: its code where it has one, else nothing but where the log tells more.</summary>
/// <param name="known">What the client is told of the host's own exceptions.</param>
internal sealed class ApiFaults(Func<Exception, ApiException?> known)
{
    public ExecutionError Explain(Exception fault) => fault as ApiException ?? known(fault) ?? Internal();

    public static ApiException Internal() =>
        new(ErrorCodes.Internal, "The server failed.") { TraceId = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString() };
}
