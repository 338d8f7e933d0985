using System.Collections.Frozen;
using System.Reflection;
using GraphQL.Types;

namespace OrderGrains.GraphQL.Schema;

/// <summary>An enumeration in the API, with members in capitals and their descriptions from the code.</summary>
/// <remarks>A member <c>None</c> is not part of it, and is written as null.</remarks>
internal class ApiEnum<TEnum> : EnumerationGraphType
    where TEnum : struct, Enum
{
    private readonly FrozenDictionary<TEnum, string> _names;

    public ApiEnum()
    {
        Name = Names.OfType(typeof(TEnum));
        Description = XmlDescriptions.Of(typeof(TEnum));
        var names = new Dictionary<TEnum, string>();
        foreach (var field in typeof(TEnum).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.Name != "None"))
        {
            var name = Names.ToConstant(field.Name);
            names.Add((TEnum)field.GetValue(null)!, name);
            Add(new EnumValueDefinition(name, field.GetValue(null))
            {
                Description = XmlDescriptions.Of(field),
                DeprecationReason = field.GetCustomAttribute<ObsoleteAttribute>()?.Message,
            });
        }
        _names = names.ToFrozenDictionary();
    }

    public override object? Serialize(object? value) => value is TEnum member
        ? _names.TryGetValue(member, out var name) ? name
        : EqualityComparer<TEnum>.Default.Equals(member, default) ? null
        : ThrowSerializationError(value)
        : base.Serialize(value);
}

/// <summary>The members of a set of flags, which the API shows as a list (<c>Roles</c> → <c>[Role!]!</c>).</summary>
internal sealed class ApiFlags<TEnum> : ApiEnum<TEnum>
    where TEnum : struct, Enum
{
    public ApiFlags() => Name = Names.OfType(typeof(TEnum)).TrimEnd('s');

    /// <summary>Returns the members of a set, in the order of their bits.</summary>
    public static object?[]? Split(object? set)
    {
        if (set is not TEnum flags)
            return null;
        var bits = Convert.ToInt64(flags, null);
        return
        [
            .. Enum.GetValues<TEnum>()
                .Where(member => Convert.ToInt64(member, null) is var bit && bit != 0 && (bits & bit) == bit)
                .Cast<object?>(),
        ];
    }

    /// <summary>Returns the set of the members.</summary>
    public static object Join(object list)
    {
        var bits = 0L;
        foreach (var member in (System.Collections.IEnumerable)list)
            bits |= Convert.ToInt64(member, null);
        return Enum.ToObject(typeof(TEnum), bits);
    }
}
