using System.Linq.Expressions;
using System.Reflection;
using GraphQL.Types;

namespace OrderGrains.GraphQL.Schema;

/// <summary>An input type that creates its CLR object from the values of its fields.</summary>
internal interface IApiInput : IInputObjectGraphType
{
    /// <summary>Creates the CLR object from one value for each field, in the order of the fields; null for an absent field.</summary>
    object Create(object?[] values);
}

/// <summary>An input type derived from a record's constructor parameters and writable properties.</summary>
/// <remarks>An absent field leaves its member null, or at its parameter's default.</remarks>
internal sealed class ApiInput<T> : AutoRegisteringInputObjectGraphType<T>, IApiInput
{
    private const string Member = "og.member";
    private Func<object?[], object>? _create;

    protected override void ConfigureGraph()
    {
        var name = Names.OfType(typeof(T));
        Name = name.EndsWith("Input", StringComparison.Ordinal) ? name : name + "Input";
        base.ConfigureGraph();
        if (typeof(T).IsGenericType)
            Description = $"Input of {Names.ToCamel(Name[..^"Input".Length])}.";
        ApiFields.Describe(this, typeof(T));
        MaxSizeAttribute.Declare(this, typeof(T));
    }

    protected override IEnumerable<MemberInfo> GetRegisteredMembers() => base.GetRegisteredMembers().SelectMany(member =>
        member.IsDefined(typeof(InlinedAttribute)) ? MembersOf(((PropertyInfo)member).PropertyType) : [member]);

    protected override FieldType? CreateField(MemberInfo memberInfo)
    {
        var field = base.CreateField(memberInfo);
        if (field is null)
            return null;
        field.Metadata[Member] = memberInfo;
        field.Description ??= XmlDescriptions.Of(memberInfo);
        field.Parser = InputConversion.To(((PropertyInfo)memberInfo).PropertyType);
        ListBound.Declare(field, ((PropertyInfo)memberInfo).PropertyType, memberInfo);
        if (field.DefaultValue is null && ParameterOf(memberInfo) is { HasDefaultValue: true, DefaultValue: { } value })
            field.DefaultValue = value;
        return field;
    }

    protected override TypeInformation GetTypeInformation(MemberInfo memberInfo) =>
        Shapes.Complete(base.GetTypeInformation(memberInfo), Shapes.Of(memberInfo));

    public override object ParseDictionary(IDictionary<string, object?> value) =>
        Create([.. Fields.Select(field => value.TryGetValue(field.Name, out var found) ? found : null)]);

    public object Create(object?[] values) => (_create ??= Compile())(values);

    private static IEnumerable<MemberInfo> MembersOf(Type type) => type.GetProperties().Where(member => member.CanWrite);

    private static ConstructorInfo? ConstructorOf(Type type) =>
        type.GetConstructors() is [var only] ? only : type.GetConstructor(Type.EmptyTypes);

    // Not null: a type's member.
    private static ParameterInfo? ParameterOf(MemberInfo member) => ConstructorOf(member.DeclaringType!)?.GetParameters()
        .FirstOrDefault(parameter => string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase));

    private Func<object?[], object> Compile()
    {
        var values = Expression.Parameter(typeof(object?[]), "values");
        var members = Fields.Select(field => (PropertyInfo)field.Metadata[Member]!).ToList();
        var create = Expression.Convert(New(typeof(T), members, values), typeof(object));
        return Expression.Lambda<Func<object?[], object>>(create, values).Compile();
    }

    // An inlined member is never absent: it is created from its own fields.
    private static MemberInitExpression New(Type type, List<PropertyInfo> members, Expression values)
    {
        // Not null: a type's property.
        var own = members.Index().Where(member => member.Item.DeclaringType!.IsAssignableFrom(type)).ToList();
        var constructor = ConstructorOf(type);
        var parameters = constructor?.GetParameters() ?? [];
        var arguments = parameters.Select(parameter => Value(
            values,
            own.Where(member => IsOf(parameter, member.Item)).Select(member => member.Index).DefaultIfEmpty(-1).First(),
            parameter.ParameterType));
        var rest = own.Where(member => !parameters.Any(parameter => IsOf(parameter, member.Item)))
            .Select(member => Expression.Bind(type.GetProperty(member.Item.Name)!, Value(values, member.Index, member.Item.PropertyType)));
        var inlined = type.GetProperties().Where(member => member.IsDefined(typeof(InlinedAttribute)))
            .Select(member => Expression.Bind(member, New(member.PropertyType, members, values)));
        var create = constructor is null ? Expression.New(type) : Expression.New(constructor, arguments);
        return Expression.MemberInit(create, [.. rest, .. inlined]);
    }

    private static bool IsOf(ParameterInfo parameter, PropertyInfo member) =>
        string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase);

    private static Expression Value(Expression values, int index, Type type)
    {
        if (index < 0)
            return Expression.Default(type);
        var value = Expression.ArrayIndex(values, Expression.Constant(index));
        return type.IsValueType && Nullable.GetUnderlyingType(type) is null
            ? Expression.Condition(
                Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Default(type), Expression.Unbox(value, type))
            : Expression.Convert(value, type);
    }
}
