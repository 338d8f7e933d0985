using System.Globalization;
using System.Reflection;
using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Schema;

/// <summary>Bounds the whole value of an input type that may contain itself, for which bounds of its lists are not enough.</summary>
/// <param name="depth">The maximum depth of nested objects.</param>
/// <param name="count">The maximum number of objects and list items.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MaxSizeAttribute(int depth, int count) : Attribute
{
    private const string Key = "og.max-size";

    /// <summary>The maximum depth of nested objects.</summary>
    public int Depth { get; } = depth;

    /// <summary>The maximum number of objects and list items.</summary>
    public int Count { get; } = count;

    /// <summary>Adds the bound of a type to its metadata and description, if its CLR type declares one.</summary>
    internal static void Declare(GraphType graph, Type type)
    {
        if (type.GetCustomAttribute<MaxSizeAttribute>() is not { } bound)
            return;
        graph.Metadata[Key] = bound;
        graph.Description = string.Create(
            CultureInfo.InvariantCulture,
            $"{graph.Description} Objects nest at most {bound.Depth} deep; at most {bound.Count} objects and list items in all.");
    }

    internal static MaxSizeAttribute? Of(IGraphType? type) => type?.GetNamedType().GetMetadata<MaxSizeAttribute?>(Key);

    /// <summary>Refuses a value that is too large.</summary>
    /// <exception cref="InputException">The value nests too deeply or has too many parts.</exception>
    internal void Check(InputSize size)
    {
        if (size.Depth > Depth)
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"nests more than {Depth} objects deep"));
        if (size.Count > Count)
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"has more than {Count} objects and list items"));
    }
}

/// <summary>Bounds the number of items in an input list.</summary>
/// <param name="Max">The maximum number of items.</param>
/// <param name="ByRule">Whether a rule of the domain, not the API, refuses more.</param>
internal sealed record ListBound(int Max, bool ByRule)
{
    private const string Key = "og.max-items";
    private const int DefaultMax = 100;

    public string Fault => string.Create(CultureInfo.InvariantCulture, $"has more than {Max} {(Max == 1 ? "item" : "items")}");

    /// <summary>Returns the bound of an input field or an argument; null if it is not a list.</summary>
    public static ListBound? Of(IMetadataReader definition) => definition.GetMetadata<ListBound?>(Key);

    /// <summary>
    /// Adds the bound of a list to its metadata and description: declared, the number of an enumeration's values, or 100.
    /// </summary>
    /// <param name="definition">The field or the argument.</param>
    /// <param name="type">The CLR type of its value.</param>
    /// <param name="member">The property or the parameter.</param>
    public static void Declare<TDefinition>(TDefinition definition, Type type, ICustomAttributeProvider member)
        where TDefinition : IMetadataWriter, IProvideDescription
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if ((Shapes.IsFlags(type) ? type : InputConversion.ItemOf(type)) is not { } item)
            return;
        var bound = member.GetCustomAttributes(typeof(MaxItemsAttribute), true) is [MaxItemsAttribute declared]
            ? new ListBound(declared.Max, declared.ByRule)
            : (Nullable.GetUnderlyingType(item) ?? item) is { IsEnum: true } codes
                ? new(Enum.GetNames(codes).Count(name => name != "None"), false)
            : new(DefaultMax, false);
        definition.Metadata[Key] = bound;
        // A missing description must stay missing, so that the tests find it.
        if (definition.Description is { } text)
        {
            var items = bound.Max == 1 ? "item" : "items";
            definition.Description = string.Create(CultureInfo.InvariantCulture, $"{text} At most {bound.Max:N0} {items}.");
        }
    }
}
