using System.Reflection;
using GraphQL.Resolvers;
using GraphQL.Types;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Subscriptions;

namespace OrderGrains.GraphQL.Schema;

/// <summary>Maps CLR types to graph types.</summary>
internal sealed class ApiTypeMapping : IGraphTypeMappingProvider
{
    public Type? GetGraphTypeFromClrType(Type clrType, bool isInputType, Type? preferredGraphType)
    {
        if (Scalars.Find(clrType) is { } scalar)
            return scalar;
        if (clrType.IsEnum)
            return (Shapes.IsFlags(clrType) ? typeof(ApiFlags<>) : typeof(ApiEnum<>)).MakeGenericType(clrType);
        if (preferredGraphType is not null)
            return preferredGraphType;
        var graphType = isInputType ? typeof(ApiInput<>) : clrType.IsInterface ? typeof(ApiInterface<>) : typeof(ApiObject<>);
        return graphType.MakeGenericType(clrType);
    }
}

/// <summary>An object type derived from a CLR type's public members.</summary>
/// <remarks>Includes methods only if the type or the method has an access policy, so that it is written for the API.</remarks>
internal sealed class ApiObject<T> : AutoRegisteringObjectGraphType<T>
{
    protected override void ConfigureGraph()
    {
        Name = Names.OfType(typeof(T));
        base.ConfigureGraph();
        ApiFields.Describe(this, typeof(T));
        if (!typeof(T).IsInterface)
            IsTypeOf = static source => source is T;
        foreach (var contract in typeof(T).GetInterfaces().Where(contract => contract.IsDefined(typeof(ApiInterfaceAttribute), false)))
            Interfaces.Add(typeof(ApiInterface<>).MakeGenericType(contract));
    }

    protected override IEnumerable<MemberInfo> GetRegisteredMembers() => ApiFields.Members(typeof(T), base.GetRegisteredMembers());

    protected override FieldType? CreateField(MemberInfo memberInfo) => ApiFields.Complete(base.CreateField(memberInfo), memberInfo);

    protected override TypeInformation GetTypeInformation(MemberInfo memberInfo) =>
        Shapes.Complete(base.GetTypeInformation(memberInfo), Shapes.Of(memberInfo));

    protected override TypeInformation GetTypeInformation(ParameterInfo parameterInfo) =>
        Shapes.Complete(base.GetTypeInformation(parameterInfo), new NullabilityInfoContext().Create(parameterInfo));

    protected override void ApplyArgumentAttributes(ParameterInfo parameterInfo, QueryArgument queryArgument)
    {
        queryArgument.Description ??= XmlDescriptions.Of(parameterInfo);
        queryArgument.Parser = InputConversion.To(parameterInfo.ParameterType);
        ListBound.Declare(queryArgument, parameterInfo.ParameterType, parameterInfo);
        base.ApplyArgumentAttributes(parameterInfo, queryArgument);
    }
}

/// <summary>Marks a CLR interface that is an interface of the API; the CLR types that implement it do so in the API too.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ApiInterfaceAttribute : Attribute;

/// <summary>An interface type derived from a CLR interface's properties.</summary>
internal sealed class ApiInterface<T> : AutoRegisteringInterfaceGraphType<T>
{
    protected override void ConfigureGraph()
    {
        Name = Names.OfType(typeof(T));
        base.ConfigureGraph();
        ApiFields.Describe(this, typeof(T));
    }

    protected override FieldType? CreateField(MemberInfo memberInfo) => ApiFields.Complete(base.CreateField(memberInfo), memberInfo);

    protected override TypeInformation GetTypeInformation(MemberInfo memberInfo) =>
        Shapes.Complete(base.GetTypeInformation(memberInfo), Shapes.Of(memberInfo));
}

internal static class ApiFields
{
    public static void Describe(GraphType graph, Type type) => graph.Description ??= XmlDescriptions.Of(type);

    public static IEnumerable<MemberInfo> Members(Type type, IEnumerable<MemberInfo> members)
    {
        var isApi = type.IsDefined(typeof(AccessAttribute), false);
        return members.Where(member => member switch
        {
            MethodInfo method => isApi && method.DeclaringType == type || method.IsDefined(typeof(AccessAttribute), false),
            PropertyInfo { GetMethod.IsStatic: true } property => property.IsDefined(typeof(AccessAttribute), false),
            _ => true,
        });
    }

    public static FieldType? Complete(FieldType? field, MemberInfo member)
    {
        if (field is null)
            return null;
        field.Description ??= XmlDescriptions.Of(member);
        if (member is MethodInfo && field.Name.EndsWith("Async", StringComparison.Ordinal))
            field.Name = field.Name[..^5];
        if (field.Resolver is { } source && Shapes.IsEventSource(Shapes.ValueOf(member)))
        {
            field.StreamResolver = new EventSourceResolver(source);
            field.Resolver = new FuncFieldResolver<object>(static context => context.Source);
        }
        else if (field.Resolver is { } inner && Shapes.IsFlags(Shapes.ValueOf(member)))
        {
            var flags = typeof(ApiFlags<>).MakeGenericType(Shapes.ValueOf(member));
            var split = flags.GetMethod(nameof(ApiFlags<Domain.Shared.Roles>.Split))!.CreateDelegate<Func<object?, object?[]?>>();
            field.Resolver = new FuncFieldResolver<object?[]>(async context => split(await inner.ResolveAsync(context)));
        }
        return field;
    }
}
