using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OrderGrains.GraphQL.Schema;

/// <summary>Converts values as GraphQL coerces them (lists are lists of objects) to the types of CLR members.</summary>
internal static class InputConversion
{
    public static Func<object, object> To(Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        var convert = ListOf(target) ?? (Shapes.IsFlags(target)
            ? typeof(ApiFlags<>).MakeGenericType(target)
                .GetMethod(nameof(ApiFlags<Domain.Shared.Roles>.Join))!.CreateDelegate<Func<object, object>>()
            : value => Convert.ChangeType(value, target, CultureInfo.InvariantCulture));
        return value => target.IsInstanceOfType(value) ? value : convert(value);
    }

    /// <summary>Returns the item type of a list; null if the type is not a list.</summary>
    public static Type? ItemOf(Type type) => type.IsArray ? type.GetElementType()
        : Shapes.IsImmutableArray(type) || type.IsGenericType && type.IsAssignableFrom(type.GetGenericArguments()[0].MakeArrayType())
            ? type.GetGenericArguments()[0] : null;

    private static Func<object, object>? ListOf(Type target)
    {
        if (ItemOf(target) is not { } item)
            return null;
        var field = Shapes.IsImmutableArray(target) ? nameof(Lists<int>.Immutable) : nameof(Lists<int>.Plain);
        return (Func<object, object>)typeof(Lists<>).MakeGenericType(item).GetField(field)!.GetValue(null)!;
    }

    private static class Lists<T>
    {
        public static readonly Func<object, object> Plain = list => Items((IList)list);
        public static readonly Func<object, object> Immutable =
            list => ImmutableCollectionsMarshal.AsImmutableArray(Items((IList)list));

        private static T[] Items(IList list)
        {
            var items = new T[list.Count];
            for (var i = 0; i < items.Length; i++)
                items[i] = (T)list[i]!;
            return items;
        }
    }
}
