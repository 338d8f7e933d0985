using GraphQL;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.GraphQL;

/// <summary>What belongs to one request: who asks, in which language, and the loaders that collect what its fields need.</summary>
public sealed class RequestContext : Dictionary<string, object?>
{
    private readonly Lock _gate = new();
    private readonly IServiceProvider _services;
    private Dictionary<Type, object>? _loaders;

    internal RequestContext(Actor caller, Language language, IServiceProvider services)
        : base(0) => (Caller, Language, _services) = (caller, language, services);

    /// <summary>Who asks.</summary>
    public Actor Caller { get; }

    /// <summary>The language of messages and labels.</summary>
    public Language Language { get; }

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
