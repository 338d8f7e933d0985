using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Schema;
using OrderGrains.Server.Composition;
using OrderGrains.Server.Security;

namespace OrderGrains.Testing;

/// <summary>The product's schema, its policies, and documents made from it.</summary>
public static class ProductSchema
{
    private static readonly ApiDefinition Definition = Define();

    internal static ApiSchema Schema { get; } = new(Definition);

    internal static AccessPolicies Policies { get; } = AccessPolicies.Of(Schema, Definition.Grants);

    /// <summary>Every role that a token can carry.</summary>
    public static IReadOnlyList<Roles> EveryRole { get; } =
        [.. Enum.GetValues<Roles>().Where(role => Callers.TryParseRole(Names.ToConstant(role.ToString()), out _))];

    /// <summary>The object types, by name.</summary>
    public static IReadOnlyList<IObjectGraphType> Objects { get; } =
        [.. Schema.AllTypes.OfType<IObjectGraphType>().Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>The mutations that can be tried.</summary>
    public static IReadOnlySet<string> Tryable { get; } = Schema.Mutation!.Fields
        .Where(field =>
            field.Arguments?.Any(argument =>
                argument.ResolvedType?.GetNamedType() is IInputObjectGraphType input && input.GetField("dryRun") is not null) == true)
        .Select(field => field.Name).ToHashSet();

    public static bool May(Roles role, FieldType field) => Policies.Of(field) is var anyOf && (anyOf == Roles.None || (anyOf & role) != 0);

    /// <summary>A field with the least that it must be given.</summary>
    /// <param name="field">The field.</param>
    /// <param name="given">Arguments that are given, as literals.</param>
    public static string Call(FieldType field, IReadOnlyDictionary<string, string>? given = null)
    {
        var arguments = (field.Arguments ?? Enumerable.Empty<QueryArgument>())
            .Select(argument => given?.GetValueOrDefault(argument.Name) is { } literal ? $"{argument.Name}: {literal}"
                : argument.ResolvedType is NonNullGraphType && argument.DefaultValue is null
                    ? $"{argument.Name}: {Literal(argument.ResolvedType)}" : null)
            .OfType<string>().ToList();
        return arguments.Count == 0 ? field.Name : $"{field.Name}({string.Join(", ", arguments)})";
    }

    /// <summary>The least value of an input type; commands are only tried.</summary>
    public static string Literal(IGraphType type, IReadOnlyDictionary<string, string>? given = null) => type switch
    {
        NonNullGraphType nonNull => Literal(nonNull.ResolvedType!, given),
        ListGraphType list => $"[{Literal(list.ResolvedType!, given)}]",
        EnumerationGraphType values => values.Values.First().Name,
        IInputObjectGraphType input => "{" + string.Join(", ", input.Fields
            .Select(field => given?.GetValueOrDefault(field.Name) is { } literal ? $"{field.Name}: {literal}"
                : field.Name == "dryRun" ? "dryRun: true"
                : field.ResolvedType is NonNullGraphType && field.DefaultValue is null ? $"{field.Name}: {Literal(field.ResolvedType)}"
                    : null)
            .OfType<string>()) + "}",
        _ => type.Name switch
        {
            "Int" => "1",
            "Boolean" => "true",
            "Date" => "\"2026-01-31\"",
            "DateTime" => "\"2026-01-31T08:00:00Z\"",
            "Decimal" => "\"1\"",
            "Duration" => "\"PT1S\"",
            "ID" or "String" => "\"x\"",
            _ => throw new NotSupportedException($"Nobody said how a {type.Name} is written."),
        },
    };

    /// <summary>Everything of a type that a role may read, as deep as it is told to go.</summary>
    /// <param name="type">The type.</param>
    /// <param name="role">The role.</param>
    /// <param name="depth">How deep.</param>
    /// <param name="conflicts">The fields that other types of the same interface have with another type, and so need an alias here.</param>
    public static string Selection(IGraphType type, Roles role, int depth, IReadOnlySet<string>? conflicts = null)
    {
        if (type.GetNamedType() is not IComplexGraphType complex)
            return "";
        var fields = complex.Fields.Where(field => May(role, field))
            .Where(field => depth > 0 || field.ResolvedType!.GetNamedType() is not IComplexGraphType)
            .Select(field => (conflicts?.Contains(field.Name) == true ? $"{complex.Name}_{field.Name}: " : "")
                + Call(field, field.Arguments?.Find("first") is null ? null : new Dictionary<string, string> { ["first"] = "3" })
                + (field.ResolvedType!.GetNamedType() is IComplexGraphType ? Selection(field.ResolvedType!, role, depth - 1) : ""));
        var cases = complex is IInterfaceGraphType contract && depth > 0
            ? contract.PossibleTypes.Select(possible =>
                $"... on {possible.Name}{Selection(possible, role, depth - 1, Conflicts(contract))}") : [];
        return $" {{ {string.Join(' ', ["__typename", .. fields, .. cases])} }}";
    }

    private static HashSet<string> Conflicts(IInterfaceGraphType contract) =>
    [
        .. from possible in contract.PossibleTypes
           from field in possible.Fields
           group field.ResolvedType!.ToString() by field.Name into named
           where named.Distinct().Skip(1).Any()
           select named.Key,
    ];

    private static ApiDefinition Define()
    {
        var definition = new ApiDefinition();
        Api.Define(definition);
        return definition;
    }
}
