using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Access;

/// <summary>Says who may read a field or call a mutation: on a type for all of its fields, on a member for that one. Without roles: whoever is signed in.
/// The server does not start while a field has neither.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class AccessAttribute : GraphQLAttribute
{
    internal const string Key = "og.access";

    /// <summary>Whoever is signed in.</summary>
    public AccessAttribute() => Roles = Roles.None;

    /// <summary>Whoever holds at least one of the roles.</summary>
    public AccessAttribute(Roles anyOf) => Roles = anyOf;

    /// <summary>The roles of which one is needed; <see cref="Roles.None"/>: being signed in is enough.</summary>
    public Roles Roles { get; }

    /// <inheritdoc/>
    public override void Modify(IGraphType graphType) => graphType.WithMetadata(Key, Roles);

    /// <inheritdoc/>
    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.WithMetadata(Key, Roles);
}

/// <summary>A resolver's parameter that is who asks: an <see cref="Actor"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CallerAttribute : GraphQLAttribute
{
    /// <inheritdoc/>
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation) =>
        argumentInformation.SetDelegateWithCast(static context => RequestContext.Of(context).Caller);
}

/// <summary>A resolver's parameter that is the request's language: a <see cref="Language"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InLanguageAttribute : GraphQLAttribute
{
    /// <inheritdoc/>
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation) =>
        argumentInformation.SetDelegateWithCast(static context => RequestContext.Of(context).Language);
}

/// <summary>A resolver's parameter that is the last event which the client of a subscription says to know, as its transport tells it (<c>Last-Event-ID</c>).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LastEventIdAttribute : GraphQLAttribute
{
    /// <inheritdoc/>
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation) =>
        argumentInformation.SetDelegateWithCast(static context => RequestContext.Of(context).LastEventId);
}

/// <summary>A mutation whose variables may be as large as the request (8 MB by default) instead of 1 MB.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LargeInputAttribute : GraphQLAttribute
{
    internal const string Key = "og.large-input";

    /// <inheritdoc/>
    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.WithMetadata(Key, true);
}

/// <summary>What a field costs where it is not the rule (1 for each object; a list without <c>first</c> counts as 20).</summary>
/// <param name="weight">What each value of the field costs, besides what is selected in it.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class CostAttribute(int weight = 1) : GraphQLAttribute
{
    internal const string Key = "og.cost";
    internal const string ItemsKey = "og.cost-items";
    internal const string ItemsOfKey = "og.cost-items-of";

    /// <summary>What each value of the field costs, besides what is selected in it.</summary>
    public int Weight { get; } = weight;

    /// <summary>How many items a list that cannot be paged counts as; 0: as the rule says.</summary>
    public int Items { get; init; }

    /// <summary>The argument of which each item becomes one of the list; null where there is none.</summary>
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
