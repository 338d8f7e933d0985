using GraphQL;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.GraphQL;

/// <summary>What belongs to one request: who asks, in which language, and the loaders that collect what its fields need.</summary>
public sealed class RequestContext : Dictionary<string, object?>
{
    private readonly Lock _gate = new();
    private readonly IServiceProvider _services;
    private readonly string? _acceptLanguage;
    private Dictionary<Type, object>? _loaders;
    private Language? _language;

    internal RequestContext(Actor caller, string? acceptLanguage, IServiceProvider services)
        : base(0) => (Caller, _acceptLanguage, _services) = (caller, acceptLanguage, services);

    /// <summary>Who asks.</summary>
    public Actor Caller { get; }

    /// <summary>The language of messages and labels.</summary>
    public Language Language => _language ??= Languages.Choose(_acceptLanguage);

    /// <summary>The request that a field is resolved for.</summary>
    public static RequestContext Of(IResolveFieldContext context) => (RequestContext)context.UserContext;

    /// <summary>The request's only loader of its type.</summary>
    public TLoader Loader<TLoader>()
        where TLoader : class
    {
        lock (_gate)
        {
            _loaders ??= [];
            if (!_loaders.TryGetValue(typeof(TLoader), out var loader))
                _loaders.Add(typeof(TLoader), loader = ActivatorUtilities.CreateInstance<TLoader>(_services));
            return (TLoader)loader;
        }
    }
}
