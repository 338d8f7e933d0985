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
    /// <summary>The method is neither GET nor POST, or a mutation was sent by GET.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    /// <summary>The client accepts no media type that the server can answer with.</summary>
    public const string NotAcceptable = "NOT_ACCEPTABLE";
    /// <summary>The body is not <c>application/json</c> in UTF-8.</summary>
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    /// <summary>The body did not arrive in time.</summary>
    public const string RequestTimeout = "REQUEST_TIMEOUT";
    /// <summary>The body, the document or the variables are too large.</summary>
    public const string TooLarge = "PAYLOAD_TOO_LARGE";
    /// <summary>The body is not JSON, or not UTF-8.</summary>
    public const string MalformedJson = "MALFORMED_JSON";
    /// <summary>The body is JSON but not a GraphQL request.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";
    /// <summary>The body is an array of requests.</summary>
    public const string BatchingNotAllowed = "BATCHING_NOT_ALLOWED";
    /// <summary>The server knows no document with this hash: send the text as well.</summary>
    public const string PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND";
    /// <summary>The hash does not match the document sent with it.</summary>
    public const string PersistedQueryMismatch = "PERSISTED_QUERY_MISMATCH";
    /// <summary>The document is not on the list of those that the server executes.</summary>
    public const string PersistedQueryRequired = "PERSISTED_QUERY_REQUIRED";
    /// <summary>The document is not GraphQL.</summary>
    public const string Syntax = "GRAPHQL_PARSE_FAILED";
    /// <summary>The document does not match the schema.</summary>
    public const string Validation = "GRAPHQL_VALIDATION_FAILED";
    /// <summary>The document has no operation, none with that name, or several of which the request names none.</summary>
    public const string OperationNotFound = "OPERATION_NOT_FOUND";
    /// <summary>A variable or an argument has an invalid value.</summary>
    public const string BadUserInput = "BAD_USER_INPUT";
    /// <summary>Introspection is disabled.</summary>
    public const string IntrospectionDisabled = "INTROSPECTION_DISABLED";
    /// <summary>The fields nest too deeply.</summary>
    public const string DepthExceeded = "DEPTH_LIMIT_EXCEEDED";
    /// <summary>The operation has too many aliases.</summary>
    public const string AliasesExceeded = "ALIAS_LIMIT_EXCEEDED";
    /// <summary>The document has too many directives.</summary>
    public const string DirectivesExceeded = "DIRECTIVE_LIMIT_EXCEEDED";
    /// <summary>The document selects too many fields.</summary>
    public const string SelectionsExceeded = "SELECTION_LIMIT_EXCEEDED";
    /// <summary>The document has too many operations.</summary>
    public const string OperationsExceeded = "OPERATION_LIMIT_EXCEEDED";
    /// <summary>The document has too many mutations.</summary>
    public const string MutationsExceeded = "MUTATION_LIMIT_EXCEEDED";
    /// <summary>The operation costs too much.</summary>
    public const string CostExceeded = "COST_LIMIT_EXCEEDED";
    /// <summary>The subscription has missed more events than can be replayed.</summary>
    public const string ReplayExceeded = "REPLAY_LIMIT_EXCEEDED";
    /// <summary>The connection has the maximum number of operations, or the caller the maximum number of connections.</summary>
    public const string ConnectionsExceeded = "CONNECTION_LIMIT_EXCEEDED";
    /// <summary>The operation took too long; its mutations may have taken effect.</summary>
    public const string Timeout = "TIMEOUT";
    /// <summary>The principal or address has sent too many requests.</summary>
    public const string RateLimited = "RATE_LIMITED";
    /// <summary>The system is busy.</summary>
    public const string Overloaded = "OVERLOADED";
    /// <summary>The store cannot be reached.</summary>
    public const string Unavailable = "UNAVAILABLE";
    /// <summary>A command may or may not have taken effect.</summary>
    public const string OutcomeUnknown = "OUTCOME_UNKNOWN";
    /// <summary>A newer version of the program has stored the requested data, and this server leaves it alone.</summary>
    public const string NewerVersion = "NEWER_VERSION";
    /// <summary>The server failed; <c>extensions.traceId</c> identifies the fault in the log.</summary>
    public const string Internal = "INTERNAL_ERROR";
}

/// <summary>An error with a code for the client. Thrown by a resolver, it becomes a top-level error at the field.</summary>
public sealed class ApiException : ExecutionError
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">The message for people; it never names what the client did not send or may not know.</param>
    /// <param name="inner">The cause, which the client does not see.</param>
    public ApiException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>When to retry, if that helps.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Identifies the fault in the server's log.</summary>
    public string? TraceId { get; init; }
}

/// <summary>A top-level error of a request that was not executed.</summary>
internal sealed record ApiError(string Code, string Message, ImmutableArray<Location> Locations = default, TimeSpan? RetryAfter = null);

/// <summary>The server refuses the request before it executes anything.</summary>
internal sealed class RequestRefusedException : Exception
{
    public RequestRefusedException(int status, string code, string message)
        : this(status, true, [new(code, message)]) { }

    private RequestRefusedException(int status, bool always, ImmutableArray<ApiError> errors) =>
        (Status, IsHttp, Errors) = (status, always, errors);

    /// <summary>The HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>Whether the status applies to all media types.</summary>
    /// <remarks>Otherwise <c>application/json</c> answers 200, as its clients expect for a well-formed request.</remarks>
    public bool IsHttp { get; }

    public ImmutableArray<ApiError> Errors { get; private init; }

    /// <summary>When to retry, if that helps.</summary>
    public TimeSpan? RetryAfter
    {
        get => Errors[0].RetryAfter;
        init => Errors = [Errors[0] with { RetryAfter = value }];
    }

    /// <summary>Refuses a well-formed request by the rules of GraphQL.</summary>
    public static RequestRefusedException ByGraphQL(string code, string message, Location? location = null, int status = 400) =>
        new(status, false, [new(code, message, location is { } at ? [at] : [])]);

    public static RequestRefusedException ByGraphQL(IEnumerable<ApiError> errors) => new(400, false, [.. errors]);
}
