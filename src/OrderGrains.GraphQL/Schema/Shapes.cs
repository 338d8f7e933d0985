using System.Collections.Immutable;
using System.Reflection;
using GraphQL.Types;
using OrderGrains.GraphQL.Subscriptions;

namespace OrderGrains.GraphQL.Schema;

/// <summary>Completes the library's knowledge of CLR types.</summary>
/// <remarks>Immutable arrays are lists, a set of flags is a list of its members, and an event source has the type of its events.</remarks>
internal static class Shapes
{
    public static bool IsFlags(Type type) => type.IsEnum && type.IsDefined(typeof(FlagsAttribute), false);

    public static bool IsImmutableArray(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    public static bool IsEventSource(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EventSource<>);

    /// <summary>Returns the type of a member's awaited value.</summary>
    public static Type ValueOf(MemberInfo member)
    {
        var type = member is MethodInfo method ? method.ReturnType : ((PropertyInfo)member).PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() is var definition
            && (definition == typeof(Task<>) || definition == typeof(ValueTask<>)))
            type = type.GetGenericArguments()[0];
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    public static TypeInformation Complete(TypeInformation info, NullabilityInfo nullability)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (info.GraphType is null && !info.IsList && IsImmutableArray(type))
        {
            var item = Item(nullability);
            info.IsList = true;
            info.ListIsNullable = info.IsNullable;
            info.Type = Nullable.GetUnderlyingType(type.GetGenericArguments()[0]) ?? type.GetGenericArguments()[0];
            info.IsNullable = Nullable.GetUnderlyingType(type.GetGenericArguments()[0]) is not null
                || item?.ReadState == NullabilityState.Nullable;
        }
        else if (info.GraphType is null && !info.IsList && IsFlags(type))
        {
            info.IsList = true;
            info.ListIsNullable = info.IsNullable;
            info.IsNullable = false;
            info.GraphType = typeof(ApiFlags<>).MakeGenericType(type);
        }
        else if (IsEventSource(type))
        {
            info.Type = type.GetGenericArguments()[0];
            info.IsNullable = false;
        }
        return info;
    }

    public static NullabilityInfo Of(MemberInfo member) => member switch
    {
        PropertyInfo property => new NullabilityInfoContext().Create(property),
        MethodInfo method => new NullabilityInfoContext().Create(method.ReturnParameter),
        FieldInfo field => new NullabilityInfoContext().Create(field),
        _ => throw new ArgumentException($"{member} is not a field of a type.", nameof(member)),
    };

    private static NullabilityInfo? Item(NullabilityInfo info)
    {
        if (IsImmutableArray(Nullable.GetUnderlyingType(info.Type) ?? info.Type))
            return info.GenericTypeArguments is [var only] ? IsImmutableArray(only.Type) ? Item(only) : only : null;
        return info.GenericTypeArguments.Select(Item).FirstOrDefault(item => item is not null);
    }
}
