using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace OrderGrains.Server.Tests.Api;

/// <summary>The changes of a schema that break clients written for the old one. Additions break no client.</summary>
internal static class SchemaChanges
{
    public static IReadOnlyList<string> Breaking(string before, string after)
    {
        var (old, now) = (Types(before), Types(after));
        return [.. old.Values.SelectMany(type =>
            now.TryGetValue(Name(type), out var changed) ? Breaking(type, changed) : [$"{Name(type)} is gone"])];
    }

    private static Dictionary<string, GraphQLTypeDefinition> Types(string sdl) =>
        Parser.Parse(sdl).Definitions.OfType<GraphQLTypeDefinition>().ToDictionary(Name);

    private static string Name(GraphQLTypeDefinition type) => type.Name.StringValue;

    private static IEnumerable<string> Breaking(GraphQLTypeDefinition old, GraphQLTypeDefinition now) => (old, now) switch
    {
        (GraphQLObjectTypeDefinition o, GraphQLObjectTypeDefinition n) =>
            [.. Fields(Name(o), o.Fields, n.Fields), .. Gone(Name(o), "is no", Names(o.Interfaces), Names(n.Interfaces))],
        (GraphQLInterfaceTypeDefinition o, GraphQLInterfaceTypeDefinition n) => Fields(Name(o), o.Fields, n.Fields),
        (GraphQLInputObjectTypeDefinition o, GraphQLInputObjectTypeDefinition n) =>
            Inputs(Name(o) + ".", "", o.Fields?.Items, n.Fields?.Items),
        (GraphQLEnumTypeDefinition o, GraphQLEnumTypeDefinition n) =>
            Gone(Name(o), "has no", o.Values?.Select(x => x.Name.StringValue), n.Values?.Select(x => x.Name.StringValue)),
        (GraphQLUnionTypeDefinition o, GraphQLUnionTypeDefinition n) =>
            Gone(Name(o), "has no", o.Types?.Select(x => x.Name.StringValue), n.Types?.Select(x => x.Name.StringValue)),
        (GraphQLScalarTypeDefinition, GraphQLScalarTypeDefinition) => [],
        _ => [$"{Name(old)} is another kind of type"],
    };

    private static IEnumerable<string> Names(GraphQLImplementsInterfaces? interfaces) =>
        interfaces?.Items.Select(x => x.Name.StringValue) ?? [];

    private static IEnumerable<string> Gone(string type, string what, IEnumerable<string>? old, IEnumerable<string>? now) =>
        (old ?? []).Except(now ?? []).Select(x => $"{type} {what} {x}");

    private static IEnumerable<string> Fields(string type, GraphQLFieldsDefinition? old, GraphQLFieldsDefinition? now)
    {
        foreach (var field in old?.Items ?? [])
        {
            var name = $"{type}.{field.Name.StringValue}";
            if (now?.Items.Find(x => x.Name == field.Name) is not { } changed)
            {
                yield return $"{name} is gone";
                continue;
            }
            if (!Fits(changed.Type, field.Type))
                yield return $"{name} was {Text(field.Type)} and is {Text(changed.Type)}";
            foreach (var broken in Inputs(name + "(", ")", field.Arguments?.Items, changed.Arguments?.Items))
                yield return broken;
        }
    }

    private static IEnumerable<string> Inputs(
        string before, string after, List<GraphQLInputValueDefinition>? old, List<GraphQLInputValueDefinition>? now)
    {
        foreach (var input in old ?? [])
        {
            var name = before + input.Name.StringValue + after;
            if (now?.Find(x => x.Name == input.Name) is not { } changed)
                yield return $"{name} is gone";
            else if (!Fits(input.Type, changed.Type))
                yield return $"{name} was {Text(input.Type)} and is {Text(changed.Type)}";
            else if (Text(input.DefaultValue) != Text(changed.DefaultValue))
                yield return $"{name} has another default";
        }
        foreach (var added in (now ?? [])
            .Where(x => x.Type is GraphQLNonNullType && x.DefaultValue is null && old?.Exists(y => y.Name == x.Name) != true))
            yield return $"{before}{added.Name.StringValue}{after} is new and must be given";
    }

    // Whether a client that expects the one type can read the other: the same type, or a non-null one where null was also expected.
    private static bool Fits(GraphQLType given, GraphQLType expected) => (given, expected) switch
    {
        (GraphQLNonNullType g, GraphQLNonNullType e) => Fits(g.Type, e.Type),
        (GraphQLNonNullType g, _) => Fits(g.Type, expected),
        (GraphQLListType g, GraphQLListType e) => Fits(g.Type, e.Type),
        (GraphQLNamedType g, GraphQLNamedType e) => g.Name == e.Name,
        _ => false,
    };

    private static string? Text(ASTNode? node) => node is null ? null : new SDLPrinter().Print(node);
}
