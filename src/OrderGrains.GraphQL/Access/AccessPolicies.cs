using System.Collections.Frozen;
using GraphQL.Types;
using OrderGrains.Domain.Shared;

namespace OrderGrains.GraphQL.Access;

/// <summary>Who may read which field; complete, or it cannot be made.</summary>
internal sealed class AccessPolicies
{
    private readonly FrozenDictionary<FieldType, Roles> _policies;

    private AccessPolicies(Dictionary<FieldType, Roles> policies) => _policies = policies.ToFrozenDictionary();

    /// <summary>The roles of which one is needed; none: being signed in is enough.</summary>
    public Roles Of(FieldType field) => _policies[field];

    /// <summary>Takes the policies of an initialised schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="grants">Policies of CLR types that cannot carry the attribute.</param>
    /// <exception cref="SchemaRefusedException">A field has no policy, or an interface shows what the object's own policy hides.</exception>
    public static AccessPolicies Of(ISchema schema, IReadOnlyDictionary<Type, Roles> grants)
    {
        var types = schema.AllTypes.Where(type => type is IObjectGraphType or IInterfaceGraphType && !type.Name.StartsWith("__", StringComparison.Ordinal))
            .Cast<IComplexGraphType>().ToList();
        var policies = new Dictionary<FieldType, Roles>(ReferenceEqualityComparer.Instance);
        var missing = new List<string>();
        foreach (var type in types)
        {
            foreach (var field in type.Fields)
            {
                if (Find(field, type, grants) is { } roles)
                    policies[field] = roles;
                else
                    missing.Add($"{type.Name}.{field.Name}");
            }
        }
        if (missing.Count > 0)
            throw new SchemaRefusedException($"Nobody said who may use these fields: {string.Join(", ", missing)}. Mark them or their types with [Access].");
        foreach (var type in types.OfType<IObjectGraphType>())
            RefuseLeaks(type, policies);
        return new(policies);
    }

    private static Roles? Find(FieldType field, IGraphType type, IReadOnlyDictionary<Type, Roles> grants)
    {
        if (field.Metadata.TryGetValue(AccessAttribute.Key, out var own))
            return (Roles)own!;
        if (type.Metadata.TryGetValue(AccessAttribute.Key, out var types))
            return (Roles)types!;
        var clr = type.GetType() is { IsGenericType: true } graph ? graph.GetGenericArguments()[0] : null;
        return clr is not null && grants.TryGetValue(clr, out var granted) ? granted : null;
    }

    // Through an interface nobody may read what the object's own field would refuse; an id alone tells nothing.
    private static void RefuseLeaks(IObjectGraphType type, Dictionary<FieldType, Roles> policies)
    {
        foreach (var contract in type.ResolvedInterfaces)
        {
            foreach (var shown in contract.Fields.Where(field => field.Name != "id"))
            {
                var own = policies[type.GetField(shown.Name)!];
                var open = policies[shown];
                if (own != Roles.None && (open == Roles.None || (open & ~own) != 0))
                    throw new SchemaRefusedException($"{contract.Name}.{shown.Name} can be read by more people than {type.Name}.{shown.Name}.");
            }
        }
    }
}

/// <summary>The schema must not be served as it is.</summary>
public sealed class SchemaRefusedException(string message) : InvalidOperationException(message);
