using GraphQL;
using OrderGrains.Domain.Shared;

namespace OrderGrains.GraphQL.Execution;

/// <summary>The context of one request: its caller and language.</summary>
public sealed class RequestContext : Dictionary<string, object?>
{
    private readonly string? _acceptLanguage;
    private Language? _language;

    internal RequestContext(Actor caller, string? acceptLanguage)
        : base(0) => (Caller, _acceptLanguage) = (caller, acceptLanguage);

    /// <summary>The caller.</summary>
    public Actor Caller { get; }

    /// <summary>The last event that the client of a subscription knows; null if its transport does not say.</summary>
    public string? LastEventId { get; init; }

    /// <summary>The language of messages and labels.</summary>
    public Language Language => _language ??= Languages.Choose(_acceptLanguage);

    /// <summary>Returns the request for which a field is resolved.</summary>
    public static RequestContext Of(IResolveFieldContext context) => (RequestContext)context.UserContext;
}
