using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Schema;

/// <summary>What the API is made of.</summary>
public sealed class ApiDefinition
{
    internal Type? Query { get; private set; }
    internal Type? Mutation { get; private set; }
    internal Type? Subscription { get; private set; }
    internal List<DerivedMutation> Mutations { get; } = [];
    internal List<Type> Types { get; } = [];
    internal Dictionary<Type, Roles> Grants { get; } = [];
    internal Func<Exception, ApiException?> Faults { get; private set; } = static _ => null;

    /// <summary>Takes the fields of queries from the public static methods of a class.</summary>
    public ApiDefinition WithQuery<T>()
    {
        Query = typeof(T);
        return this;
    }

    /// <summary>Takes the mutations from the public static methods of a class.</summary>
    public ApiDefinition WithMutation<T>()
    {
        Mutation = typeof(T);
        return this;
    }

    /// <summary>Adds mutations that are made of something else; one of the same name that is written by hand goes before.</summary>
    public ApiDefinition WithMutations(IEnumerable<DerivedMutation> mutations)
    {
        Mutations.AddRange(mutations);
        return this;
    }

    /// <summary>Takes the subscriptions from the public static methods of a class.</summary>
    public ApiDefinition WithSubscription<T>()
    {
        Subscription = typeof(T);
        return this;
    }

    /// <summary>Adds object types that are only reached through an interface.</summary>
    public ApiDefinition With(params ReadOnlySpan<Type> types)
    {
        Types.AddRange(types);
        return this;
    }

    /// <summary>Says who may read types that cannot carry <see cref="AccessAttribute"/>, such as the domain's values.</summary>
    /// <param name="anyOf">The roles of which one is needed; <see cref="Roles.None"/>: whoever is signed in.</param>
    /// <param name="types">The types.</param>
    public ApiDefinition Grant(Roles anyOf, params ReadOnlySpan<Type> types)
    {
        foreach (var type in types)
            Grants[type] = anyOf;
        return this;
    }

    /// <summary>Says what the client is told of the host's own exceptions; null for those of which only the log tells.</summary>
    public ApiDefinition Explain(Func<Exception, ApiException?> faults)
    {
        Faults = faults;
        return this;
    }
}
