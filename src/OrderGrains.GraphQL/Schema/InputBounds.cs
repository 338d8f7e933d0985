using System.Globalization;
using System.Reflection;
using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Schema;

/// <summary>How large a value of an input type may be as a whole: for types that may hold themselves, of which bounds of lists alone bound nothing.</summary>
/// <param name="depth">How deep its objects may nest.</param>
/// <param name="count">How many objects and items of lists it may have.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MaxSizeAttribute(int depth, int count) : Attribute
{
    private const string Key = "og.max-size";

    /// <summary>How deep its objects may nest.</summary>
    public int Depth { get; } = depth;

    /// <summary>How many objects and items of lists it may have.</summary>
    public int Count { get; } = count;

    /// <summary>Notes the bound of a type where its CLR type declares one.</summary>
    internal static void Declare(GraphType graph, Type type)
    {
        if (type.GetCustomAttribute<MaxSizeAttribute>() is not { } bound)
            return;
        graph.Metadata[Key] = bound;
        graph.Description = string.Create(
            CultureInfo.InvariantCulture, $"{graph.Description} Objects nest at most {bound.Depth} deep; at most {bound.Count} objects and list items in all.");
    }

    internal static MaxSizeAttribute? Of(IGraphType? type) => type?.GetNamedType().GetMetadata<MaxSizeAttribute?>(Key);

    /// <summary>Refuses a value that is too large.</summary>
    /// <exception cref="InputException">It nests too deep or has too much in it.</exception>
    internal void Check(InputSize size)
    {
        if (size.Depth > Depth)
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"nests more than {Depth} objects deep"));
        if (size.Count > Count)
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"has more than {Count} objects and list items"));
    }
}

/// <summary>How many items a list of an input may have.</summary>
/// <param name="Max">The most items.</param>
/// <param name="ByRule">Whether a rule of the domain refuses more, instead of the API.</param>
internal sealed record ListBound(int Max, bool ByRule)
{
    private const string Key = "og.max-items";
    private const int Usual = 100;

    public string Fault => string.Create(CultureInfo.InvariantCulture, $"has more than {Max} {(Max == 1 ? "item" : "items")}");

    /// <summary>The bound of a field of an input or of an argument; null where it is no list.</summary>
    public static ListBound? Of(IMetadataReader definition) => definition.GetMetadata<ListBound?>(Key);

    /// <summary>Notes the bound of a list where it is declared: what the member says, or as many as there are values of an enumeration, or 100.</summary>
    /// <param name="definition">The field or the argument.</param>
    /// <param name="type">The CLR type of its value.</param>
    /// <param name="member">The property or the parameter.</param>
    public static void Declare<TDefinition>(TDefinition definition, Type type, ICustomAttributeProvider member)
        where TDefinition : IMetadataWriter, IProvideDescription
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if ((Shapes.IsFlags(type) ? type : InputConversion.ItemOf(type)) is not { } item)
            return;
        var bound = member.GetCustomAttributes(typeof(MaxItemsAttribute), true) is [MaxItemsAttribute declared] ? new ListBound(declared.Max, declared.ByRule)
            : (Nullable.GetUnderlyingType(item) ?? item) is { IsEnum: true } codes
                ? new(Enum.GetNames(codes).Count(name => name != "None"), false)
            : new(Usual, false);
        definition.Metadata[Key] = bound;
        // What has no description must still be found by who looks for it.
        if (definition.Description is { } text)
            definition.Description = string.Create(CultureInfo.InvariantCulture, $"{text} At most {bound.Max:N0} {(bound.Max == 1 ? "item" : "items")}.");
    }
}
