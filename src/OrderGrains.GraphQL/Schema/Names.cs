using System.Text;

namespace OrderGrains.GraphQL.Schema;

/// <summary>Converts C# names to names in the API.</summary>
public static class Names
{
    /// <summary>Converts <c>OrderOnHold</c> to <c>ORDER_ON_HOLD</c>.</summary>
    public static string ToConstant(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToUpperInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary>Converts <c>ServiceType</c> to <c>serviceType</c>.</summary>
    public static string ToCamel(string name) =>
        name.Length == 0 || char.IsLower(name[0]) ? name : char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>
    /// Returns the API's name of a CLR type; arguments come first (<c>Connection&lt;Order&gt;</c> → <c>OrderConnection</c>).
    /// </summary>
    public static string OfType(Type type)
    {
        if (Attribute.GetCustomAttribute(type, typeof(global::GraphQL.NameAttribute)) is global::GraphQL.NameAttribute named)
            return named.Name;
        if (type == typeof(Domain.Shared.RejectionCode))
            return "ErrorCode";
        if (!type.IsGenericType)
            return type.IsInterface && type.Name is ['I', >= 'A' and <= 'Z', ..] ? type.Name[1..] : type.Name;
        return string.Concat(type.GetGenericArguments().Select(OfType)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
    }
}
