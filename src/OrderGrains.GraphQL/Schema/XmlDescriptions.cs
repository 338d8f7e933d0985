using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrderGrains.GraphQL.Schema;

/// <summary>
/// Reads the schema's descriptions from the XML documentation beside the assemblies, so that one text serves code and API.
/// </summary>
public static partial class XmlDescriptions
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Documents = new();

    /// <summary>Clears the cache; the schema keeps its descriptions.</summary>
    public static void Release() => Documents.Clear();

    /// <summary>Returns the summary of a type; null if it has none.</summary>
    public static string? Of(Type type) => FindSummary(type.Assembly, "T:" + Id(type));

    /// <summary>Returns the summary of a member; null if it has none.</summary>
    public static string? Of(MemberInfo member) => member switch
    {
        Type type => Of(type),
        PropertyInfo property => OfProperty(property) ?? FindInherited(property),
        MethodInfo method => ReadText(FindMethod(method)?.Element("summary")),
        FieldInfo field => FindSummary(field.DeclaringType!.Assembly, $"F:{Id(field.DeclaringType!)}.{field.Name}"),
        _ => null,
    };

    /// <summary>Returns the documentation of a method's parameter; null if it has none.</summary>
    public static string? Of(ParameterInfo parameter) => parameter.Member switch
    {
        MethodInfo method => FindParameter(FindMethod(method), parameter.Name!),
        _ => null,
    };

    private static string? OfProperty(PropertyInfo property) =>
        FindSummary(property.DeclaringType!.Assembly, $"P:{Id(property.DeclaringType!)}.{property.Name}")
        ?? FindParameter(Find(property.DeclaringType!.Assembly, "T:" + Id(property.DeclaringType!)), property.Name);

    private static string? FindInherited(PropertyInfo property) =>
        Ancestors(property.DeclaringType!).Select(type => type.GetProperty(property.Name))
            .Select(found => found is null || found.DeclaringType == property.DeclaringType ? null : OfProperty(found))
            .FirstOrDefault(text => text is not null);

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
            yield return parent;
        foreach (var contract in type.GetInterfaces())
            yield return contract;
    }

    private static XElement? FindMethod(MethodInfo method)
    {
        var id = $"M:{Id(method.DeclaringType!)}.{method.Name}";
        return LoadDocument(method.DeclaringType!.Assembly)
            .FirstOrDefault(entry => entry.Key == id || entry.Key.StartsWith(id + "(", StringComparison.Ordinal)).Value;
    }

    private static string? FindSummary(Assembly assembly, string id) => ReadText(Find(assembly, id)?.Element("summary"));

    private static string? FindParameter(XElement? element, string name) =>
        ReadText(element?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")?.Value == name));

    private static XElement? Find(Assembly assembly, string id) => LoadDocument(assembly).GetValueOrDefault(id);

    private static string Id(Type type) =>
        (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static IReadOnlyDictionary<string, XElement> LoadDocument(Assembly assembly) => Documents.GetOrAdd(assembly, static assembly =>
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        return !File.Exists(path)
            ? new Dictionary<string, XElement>()
            : XDocument.Load(path).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);
    });

    private static string? ReadText(XElement? element)
    {
        if (element is null)
            return null;
        var text = new StringBuilder();
        Append(text, element);
        var line = Spaces().Replace(text.ToString(), " ").Trim();
        return line.Length == 0 ? null : line;
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText words)
                text.Append(words.Value);
            else if (node is XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference && reference.IsEmpty)
                text.Append(ReadReference(reference));
            else if (node is XElement child)
                Append(text, child);
        }
    }

    private static string ReadReference(XElement reference)
    {
        var names = reference.Attributes().Where(attribute => attribute.Name.LocalName is "cref" or "langword" or "name" or "href");
        var target = names.FirstOrDefault()?.Value ?? "";
        if (target is not [_, ':', ..])
            return Names.ToCamel(target);
        var name = target[(target.LastIndexOf('.') + 1)..];
        return target[0] switch { 'T' => name, 'F' => Names.ToConstant(name), _ => Names.ToCamel(name) };
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
