using GraphQL;
using OrderGrains.Domain.Shared;

namespace OrderGrains.GraphQL.Execution;

/// <summary>What belongs to one request: who asks, and in which language.</summary>
public sealed class RequestContext : Dictionary<string, object?>
{
    private readonly string? _acceptLanguage;
    private Language? _language;

    internal RequestContext(Actor caller, string? acceptLanguage)
        : base(0) => (Caller, _acceptLanguage) = (caller, acceptLanguage);

    /// <summary>Who asks.</summary>
    public Actor Caller { get; }

    /// <summary>The last event that the client of a subscription says to know; null where its transport says nothing of it.</summary>
    public string? LastEventId { get; init; }

    /// <summary>The language of messages and labels.</summary>
    public Language Language => _language ??= Languages.Choose(_acceptLanguage);

    /// <summary>The request that a field is resolved for.</summary>
    public static RequestContext Of(IResolveFieldContext context) => (RequestContext)context.UserContext;
}
