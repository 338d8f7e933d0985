using System.Linq.Expressions;
using System.Reflection;
using GraphQL.Types;

namespace OrderGrains.GraphQL.Schema;

/// <summary>An input type whose CLR object can be made from its fields' values.</summary>
internal interface IApiInput : IInputObjectGraphType
{
    /// <summary>Makes the CLR object. One value for each field, in the order of the fields; null where the field is absent.</summary>
    object Create(object?[] values);
}

/// <summary>An input type made of a record's constructor parameters and writable properties; a field that is absent leaves the member null, or at its
/// parameter's default.</summary>
internal sealed class ApiInput<T> : AutoRegisteringInputObjectGraphType<T>, IApiInput
{
    private const string Member = "og.member";
    private Func<object?[], object>? _create;

    protected override void ConfigureGraph()
    {
        var name = Names.OfType(typeof(T));
        Name = name.EndsWith("Input", StringComparison.Ordinal) ? name : name + "Input";
        base.ConfigureGraph();
        ApiFields.Describe(this, typeof(T));
        MaxSizeAttribute.Declare(this, typeof(T));
    }

    protected override FieldType? CreateField(MemberInfo memberInfo)
    {
        var field = base.CreateField(memberInfo);
        if (field is null)
            return null;
        field.Metadata[Member] = memberInfo.Name;
        field.Description ??= XmlDescriptions.Of(memberInfo);
        field.Parser = InputConversion.To(((PropertyInfo)memberInfo).PropertyType);
        ListBound.Declare(field, ((PropertyInfo)memberInfo).PropertyType, memberInfo);
        if (field.DefaultValue is null && ParameterOf(memberInfo.Name) is { HasDefaultValue: true, DefaultValue: { } value })
            field.DefaultValue = value;
        return field;
    }

    protected override TypeInformation GetTypeInformation(MemberInfo memberInfo) => Shapes.Complete(base.GetTypeInformation(memberInfo), Shapes.Of(memberInfo));

    public override object ParseDictionary(IDictionary<string, object?> value) =>
        Create([.. Fields.Select(field => value.TryGetValue(field.Name, out var found) ? found : null)]);

    public object Create(object?[] values) => (_create ??= Compile())(values);

    private static ConstructorInfo? Constructor => typeof(T).GetConstructors() is [var only] ? only : typeof(T).GetConstructor(Type.EmptyTypes);

    private static ParameterInfo? ParameterOf(string member) =>
        Constructor?.GetParameters().FirstOrDefault(parameter => string.Equals(parameter.Name, member, StringComparison.OrdinalIgnoreCase));

    private Func<object?[], object> Compile()
    {
        var values = Expression.Parameter(typeof(object?[]), "values");
        var members = Fields.Select(field => (string)field.Metadata[Member]!).ToList();
        var parameters = Constructor?.GetParameters() ?? [];
        var arguments = parameters.Select(parameter => Value(
            values, members.FindIndex(member => string.Equals(member, parameter.Name, StringComparison.OrdinalIgnoreCase)), parameter.ParameterType));
        var rest = members.Index().Where(member => ParameterOf(member.Item) is null).Select(member =>
            Expression.Bind(typeof(T).GetProperty(member.Item)!, Value(values, member.Index, typeof(T).GetProperty(member.Item)!.PropertyType)));
        var create = Expression.MemberInit(Constructor is null ? Expression.New(typeof(T)) : Expression.New(Constructor, arguments), rest);
        return Expression.Lambda<Func<object?[], object>>(Expression.Convert(create, typeof(object)), values).Compile();
    }

    private static Expression Value(ParameterExpression values, int index, Type type)
    {
        if (index < 0)
            return Expression.Default(type);
        var value = Expression.ArrayIndex(values, Expression.Constant(index));
        return type.IsValueType && Nullable.GetUnderlyingType(type) is null
            ? Expression.Condition(Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Default(type), Expression.Unbox(value, type))
            : Expression.Convert(value, type);
    }
}
