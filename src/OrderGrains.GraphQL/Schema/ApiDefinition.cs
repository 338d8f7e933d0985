using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Schema;

/// <summary>Defines the types of the API.</summary>
public sealed class ApiDefinition
{
    internal Type? Query { get; private set; }
    internal Type? Mutation { get; private set; }
    internal Type? Subscription { get; private set; }
    internal List<DerivedMutation> Mutations { get; } = [];
    internal List<Type> Types { get; } = [];
    internal Dictionary<Type, Roles> Grants { get; } = [];
    internal Func<Exception, ApiException?> Faults { get; private set; } = static _ => null;

    /// <summary>Uses the public static methods of a class as queries.</summary>
    public ApiDefinition WithQuery<T>()
    {
        Query = typeof(T);
        return this;
    }

    /// <summary>Uses the public static methods of a class as mutations.</summary>
    public ApiDefinition WithMutation<T>()
    {
        Mutation = typeof(T);
        return this;
    }

    /// <summary>Adds derived mutations; a handwritten one of the same name takes precedence.</summary>
    public ApiDefinition WithMutations(IEnumerable<DerivedMutation> mutations)
    {
        Mutations.AddRange(mutations);
        return this;
    }

    /// <summary>Uses the public static methods of a class as subscriptions.</summary>
    public ApiDefinition WithSubscription<T>()
    {
        Subscription = typeof(T);
        return this;
    }

    /// <summary>Adds object types that are reachable only through an interface.</summary>
    public ApiDefinition With(params ReadOnlySpan<Type> types)
    {
        Types.AddRange(types);
        return this;
    }

    /// <summary>Sets the access policy of types that cannot carry <see cref="AccessAttribute"/>, such as the domain's values.</summary>
    /// <param name="anyOf">The roles, of which the caller needs one; <see cref="Roles.None"/> for any signed-in caller.</param>
    /// <param name="types">The types.</param>
    public ApiDefinition Grant(Roles anyOf, params ReadOnlySpan<Type> types)
    {
        foreach (var type in types)
            Grants[type] = anyOf;
        return this;
    }

    /// <summary>Sets the mapping of the host's own exceptions to errors; null for those that only the log explains.</summary>
    public ApiDefinition Explain(Func<Exception, ApiException?> faults)
    {
        Faults = faults;
        return this;
    }
}
