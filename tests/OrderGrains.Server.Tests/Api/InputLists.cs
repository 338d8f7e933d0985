using GraphQL;
using GraphQL.Types;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Api;

/// <summary>A list that an input may hold.</summary>
/// <param name="Name">The type and the field, or the field and its argument.</param>
/// <param name="Bound">How many items it may have.</param>
/// <param name="Description">The description in the schema.</param>
internal sealed record InputListPlace(string Name, ListBound? Bound, string? Description);

/// <summary>A list where an operation may give it.</summary>
/// <param name="Path">Where it stands, from the argument on.</param>
/// <param name="Bound">How many items it may have.</param>
/// <param name="Type">The list's type.</param>
/// <param name="Call">The operation, given the text in the place of the list.</param>
internal sealed record InputList(string Path, ListBound Bound, IGraphType Type, Func<string, string> Call)
{
    /// <summary>As many of the least items.</summary>
    public string Items(int count) => $"[{string.Join(", ", Enumerable.Repeat(ProductSchema.Literal(Item), count))}]";

    /// <summary>As many of the least items, as JSON.</summary>
    public object[] Json(int count) => [.. Enumerable.Repeat<object>(Item.GetNamedType() switch
    {
        IInputObjectGraphType => new object(),
        EnumerationGraphType values => values.Values.First().Name,
        _ => "x",
    }, count)];

    private IGraphType Item => ((ListGraphType)(Type is NonNullGraphType nonNull ? nonNull.ResolvedType! : Type)).ResolvedType!;
}

/// <summary>The lists that a schema takes.</summary>
internal static class InputLists
{
    public static IEnumerable<InputListPlace> Places(ISchema schema) => schema.AllTypes
        .SelectMany(type =>
            type is IInputObjectGraphType input
                ? input.Fields.Select(field =>
                    (Name: $"{type.Name}.{field.Name}", field.ResolvedType, Bound: ListBound.Of(field), field.Description))
            : type is IObjectGraphType known && !type.Name.StartsWith("__", StringComparison.Ordinal)
                ? known.Fields.SelectMany(field => field.Arguments ?? Enumerable.Empty<QueryArgument>(), (field, argument) =>
                (Name: $"{type.Name}.{field.Name}({argument.Name}:)", argument.ResolvedType, Bound: ListBound.Of(argument),
                    argument.Description))
            : [])
        .Where(place => IsList(place.ResolvedType!)).Select(place => new InputListPlace(place.Name, place.Bound, place.Description));

    /// <summary>Every list of every query and mutation, the same type not inside itself.</summary>
    public static IEnumerable<InputList> Of(ISchema schema) =>
        from root in new[] { (Kind: "query", Type: schema.Query!), (Kind: "mutation", Type: schema.Mutation!) }
        from field in root.Type.Fields
        from argument in field.Arguments ?? Enumerable.Empty<QueryArgument>()
        from list in Within(argument.ResolvedType!, ListBound.Of(argument), argument.Name, value =>
            Call(root.Kind, field, argument.Name, value), [])
        select list;

    private static IEnumerable<InputList> Within(
        IGraphType type, ListBound? bound, string path, Func<string, string> call, HashSet<IGraphType> open)
    {
        if (IsList(type))
            yield return new(path, bound!, type, call);
        if (type.GetNamedType() is not IInputObjectGraphType input || !open.Add(input))
            yield break;
        foreach (var field in input.Fields)
            foreach (var list in Within(field.ResolvedType!, ListBound.Of(field), $"{path}{(IsList(type) ? "[0]" : "")}.{field.Name}",
                value => call(Around(type, field.Name, value)), open))
                yield return list;
        open.Remove(input);
    }

    // An object, or a list of one, with what it must have and a value for one field.
    private static string Around(IGraphType type, string field, string value) => IsList(type)
        ? $"[{ProductSchema.Literal(type.GetNamedType(), new Dictionary<string, string> { [field] = value })}]"
        : ProductSchema.Literal(type, new Dictionary<string, string> { [field] = value });

    private static string Call(string kind, FieldType field, string argument, string value) =>
        $"{kind} {{ {ProductSchema.Call(field, new Dictionary<string, string> { [argument] = value })} "
        + (kind == "mutation" ? $"{{ errors {{ code path }} {Results(field)} }} }}"
            : field.ResolvedType!.GetNamedType() is IComplexGraphType ? "{ __typename } }" : "}");

    private static string Results(FieldType mutation) =>
        ((IObjectGraphType)mutation.ResolvedType!.GetNamedType()).GetField("results") is null ? "" : "results { errors { code path } }";

    private static bool IsList(IGraphType type) => type is ListGraphType || type is NonNullGraphType { ResolvedType: ListGraphType };
}
