using System.Collections.Frozen;
using GraphQL.Types;
using OrderGrains.Domain.Shared;

namespace OrderGrains.GraphQL.Access;

/// <summary>The access policy of each field; creating it fails if one is missing.</summary>
internal sealed class AccessPolicies
{
    private readonly FrozenDictionary<FieldType, Roles> _policies;

    private AccessPolicies(Dictionary<FieldType, Roles> policies) => _policies = policies.ToFrozenDictionary();

    /// <summary>Returns the roles of which a field needs one; none if signing in is enough.</summary>
    public Roles Of(FieldType field) => _policies[field];

    /// <summary>Collects the policies of an initialised schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="grants">The policies of CLR types that cannot carry the attribute.</param>
    /// <exception cref="SchemaRefusedException">A field has no policy, or an interface reveals what an object's policy hides.</exception>
    public static AccessPolicies Of(ISchema schema, IReadOnlyDictionary<Type, Roles> grants)
    {
        var types = schema.AllTypes
            .Where(type => type is IObjectGraphType or IInterfaceGraphType && !type.Name.StartsWith("__", StringComparison.Ordinal))
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
        {
            var fields = string.Join(", ", missing);
            throw new SchemaRefusedException($"These fields have no access policy: {fields}. Mark them or their types with [Access].");
        }
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

    // An interface must not reveal what the object's own field would refuse; an id alone reveals nothing.
    private static void RefuseLeaks(IObjectGraphType type, Dictionary<FieldType, Roles> policies)
    {
        foreach (var contract in type.ResolvedInterfaces)
        {
            foreach (var shown in contract.Fields.Where(field => field.Name != "id"))
            {
                var own = policies[type.GetField(shown.Name)!];
                var open = policies[shown];
                if (own != Roles.None && (open == Roles.None || (open & ~own) != 0))
                {
                    var (contractField, ownField) = ($"{contract.Name}.{shown.Name}", $"{type.Name}.{shown.Name}");
                    throw new SchemaRefusedException($"{contractField} can be read by more people than {ownField}.");
                }
            }
        }
    }
}

/// <summary>The schema must not be served.</summary>
public sealed class SchemaRefusedException(string message) : InvalidOperationException(message);
