using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Access;

/// <summary>Sets who may read a field or call a mutation: on a type for all its fields, on a member for that field.</summary>
/// <remarks>Without roles, any signed-in caller may. The server does not start while a field has no policy.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface
    | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class AccessAttribute : GraphQLAttribute
{
    internal const string Key = "og.access";

    /// <summary>Allows any signed-in caller.</summary>
    public AccessAttribute() => Roles = Roles.None;

    /// <summary>Allows callers with at least one of the roles.</summary>
    public AccessAttribute(Roles anyOf) => Roles = anyOf;

    /// <summary>The roles, of which the caller needs one; <see cref="Roles.None"/> if signing in is enough.</summary>
    public Roles Roles { get; }

    /// <inheritdoc/>
    public override void Modify(IGraphType graphType) => graphType.WithMetadata(Key, Roles);

    /// <inheritdoc/>
    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.WithMetadata(Key, Roles);
}

/// <summary>Marks a resolver's parameter that receives the caller, an <see cref="Actor"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CallerAttribute : GraphQLAttribute
{
    /// <inheritdoc/>
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation) =>
        argumentInformation.SetDelegateWithCast(static context => RequestContext.Of(context).Caller);
}

/// <summary>Marks a resolver's parameter that receives the request's <see cref="Language"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InLanguageAttribute : GraphQLAttribute
{
    /// <inheritdoc/>
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation) =>
        argumentInformation.SetDelegateWithCast(static context => RequestContext.Of(context).Language);
}

/// <summary>
/// Marks a resolver's parameter that receives the last event that the client of a subscription knows (<c>Last-Event-ID</c>).
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LastEventIdAttribute : GraphQLAttribute
{
    /// <inheritdoc/>
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation) =>
        argumentInformation.SetDelegateWithCast(static context => RequestContext.Of(context).LastEventId);
}

/// <summary>Marks a mutation whose variables may be as large as the request (8 MB by default) instead of 1 MB.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LargeInputAttribute : GraphQLAttribute
{
    internal const string Key = "og.large-input";

    /// <inheritdoc/>
    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.WithMetadata(Key, true);
}

/// <summary>Sets the cost of a field that differs from the default (1 for each object; a list without <c>first</c> counts as 20).</summary>
/// <param name="weight">The cost of each value of the field, without its selection.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class CostAttribute(int weight = 1) : GraphQLAttribute
{
    internal const string Key = "og.cost";
    internal const string ItemsKey = "og.cost-items";
    internal const string ItemsOfKey = "og.cost-items-of";

    /// <summary>The cost of each value of the field, without its selection.</summary>
    public int Weight { get; } = weight;

    /// <summary>The number of items that an unpaged list counts as; 0 for the default.</summary>
    public int Items { get; init; }

    /// <summary>The argument whose items correspond to those of the list; null if there is none.</summary>
    public string? ItemsOf { get; init; }

    /// <inheritdoc/>
    public override void Modify(FieldType fieldType, bool isInputType)
    {
        fieldType.WithMetadata(Key, Weight);
        if (ItemsOf is not null)
            fieldType.WithMetadata(ItemsOfKey, ItemsOf);
        if (Items > 0)
            fieldType.WithMetadata(ItemsKey, Items);
    }
}
