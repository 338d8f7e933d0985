using System.Collections.Immutable;
using GraphQL;
using GraphQLParser;

namespace OrderGrains.GraphQL.Execution;

/// <summary>The codes of top-level errors (<c>extensions.code</c>). A published code never changes its meaning.</summary>
public static class ErrorCodes
{
    /// <summary>The request carries no valid token.</summary>
    public const string Unauthenticated = "UNAUTHENTICATED";
    /// <summary>The token's roles do not allow a field of the document.</summary>
    public const string Forbidden = "FORBIDDEN";
    /// <summary>Neither GET nor POST, or a mutation by GET.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    /// <summary>The client accepts no media type that can be answered with.</summary>
    public const string NotAcceptable = "NOT_ACCEPTABLE";
    /// <summary>The body is not <c>application/json</c> in UTF-8.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    /// <summary>The body did not come in time.</summary>
    public const string RequestTimeout = "REQUEST_TIMEOUT";
    /// <summary>The body, the document or the variables are too large.</summary>
    public const string TooLarge = "PAYLOAD_TOO_LARGE";
    /// <summary>The body is not JSON, or not UTF-8.</summary>
    public const string MalformedJson = "MALFORMED_JSON";
    /// <summary>The body is JSON but no GraphQL request.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";
    /// <summary>Several requests in one array.</summary>
    public const string BatchingNotAllowed = "BATCHING_NOT_ALLOWED";
    /// <summary>No document of this hash is known: send its text along.</summary>
    public const string PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND";
    /// <summary>The hash is not that of the document that came with it.</summary>
    public const string PersistedQueryMismatch = "PERSISTED_QUERY_MISMATCH";
    /// <summary>The document is not on the list of those that are executed here.</summary>
    public const string PersistedQueryRequired = "PERSISTED_QUERY_REQUIRED";
    /// <summary>The document is not GraphQL.</summary>
    public const string Syntax = "GRAPHQL_PARSE_FAILED";
    /// <summary>The document does not fit the schema.</summary>
    public const string Validation = "GRAPHQL_VALIDATION_FAILED";
    /// <summary>The document holds no operation, none of that name, or several and the request does not say which.</summary>
    public const string OperationNotFound = "OPERATION_NOT_FOUND";
    /// <summary>A variable or an argument has a value that it must not have.</summary>
    public const string BadUserInput = "BAD_USER_INPUT";
    /// <summary>The schema cannot be asked for here.</summary>
    public const string IntrospectionDisabled = "INTROSPECTION_DISABLED";
    /// <summary>Fields nest too deep.</summary>
    public const string DepthExceeded = "DEPTH_LIMIT_EXCEEDED";
    /// <summary>Too many aliases.</summary>
    public const string AliasesExceeded = "ALIAS_LIMIT_EXCEEDED";
    /// <summary>Too many directives.</summary>
    public const string DirectivesExceeded = "DIRECTIVE_LIMIT_EXCEEDED";
    /// <summary>Too many selected fields and spreads.</summary>
    public const string SelectionsExceeded = "SELECTION_LIMIT_EXCEEDED";
    /// <summary>Too many operations in one document.</summary>
    public const string OperationsExceeded = "OPERATION_LIMIT_EXCEEDED";
    /// <summary>Too many mutations in one document.</summary>
    public const string MutationsExceeded = "MUTATION_LIMIT_EXCEEDED";
    /// <summary>The operation costs too much.</summary>
    public const string CostExceeded = "COST_LIMIT_EXCEEDED";
    /// <summary>A subscription would have to be told of more than may be told afterwards.</summary>
    public const string ReplayExceeded = "REPLAY_LIMIT_EXCEEDED";
    /// <summary>The connection carries as many operations as it may, or the caller has as many connections.</summary>
    public const string ConnectionsExceeded = "CONNECTION_LIMIT_EXCEEDED";
    /// <summary>The operation took too long; whether its mutations took effect is not known.</summary>
    public const string Timeout = "TIMEOUT";
    /// <summary>Too many requests from this principal or this address.</summary>
    public const string RateLimited = "RATE_LIMITED";
    /// <summary>The system is busy.</summary>
    public const string Overloaded = "OVERLOADED";
    /// <summary>The store cannot be reached.</summary>
    public const string Unavailable = "UNAVAILABLE";
    /// <summary>Whether a command took effect is not known.</summary>
    public const string OutcomeUnknown = "OUTCOME_UNKNOWN";
    /// <summary>A newer version of the program has stored what is asked for, and this server, of an older one, leaves it alone.</summary>
    public const string NewerVersion = "NEWER_VERSION";
    /// <summary>A fault of the server's; <c>extensions.traceId</c> finds it in the log.</summary>
    public const string Internal = "INTERNAL_ERROR";
}

/// <summary>An error that the client is told by its code. Thrown by a resolver, it becomes a top-level error at its field.</summary>
public sealed class ApiException : ExecutionError
{
    /// <summary>Makes the error.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">For people; never names what the client did not send or may not know.</param>
    /// <param name="inner">What it comes from; the client is not told.</param>
    public ApiException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>When to try again, where that helps.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What finds the fault in the server's log.</summary>
    public string? TraceId { get; init; }
}

/// <summary>A top-level error of a request that was not executed.</summary>
internal sealed record ApiError(string Code, string Message, ImmutableArray<Location> Locations = default, TimeSpan? RetryAfter = null);

/// <summary>The request is refused before anything of it is executed.</summary>
internal sealed class RequestRefusedException : Exception
{
    public RequestRefusedException(int status, string code, string message)
        : this(status, true, [new(code, message)]) { }

    private RequestRefusedException(int status, bool always, ImmutableArray<ApiError> errors) => (Status, IsHttp, Errors) = (status, always, errors);

    /// <summary>The status of the answer.</summary>
    public int Status { get; }

    /// <summary>Whether the status holds for every media type; else <c>application/json</c> answers 200, as its clients expect of a well-formed
    /// request.</summary>
    public bool IsHttp { get; }

    public ImmutableArray<ApiError> Errors { get; private init; }

    /// <summary>When to try again, where that helps.</summary>
    public TimeSpan? RetryAfter
    {
        get => Errors[0].RetryAfter;
        init => Errors = [Errors[0] with { RetryAfter = value }];
    }

    /// <summary>A well-formed request that GraphQL refuses.</summary>
    public static RequestRefusedException ByGraphQL(string code, string message, Location? location = null, int status = 400) =>
        new(status, false, [new(code, message, location is { } at ? [at] : [])]);

    public static RequestRefusedException ByGraphQL(IEnumerable<ApiError> errors) => new(400, false, [.. errors]);
}
