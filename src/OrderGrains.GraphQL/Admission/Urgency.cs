using GraphQL;
using GraphQL.Types;

namespace OrderGrains.GraphQL.Admission;

/// <summary>What goes first when there is too much to do: what ends something before what moves it on, that before what begins something, and that before what only looks.</summary>
public enum Urgency
{
    /// <summary>Only looks.</summary>
    Query,
    /// <summary>Begins something.</summary>
    Create,
    /// <summary>Moves something on.</summary>
    Transition,
    /// <summary>Ends something.</summary>
    Finish,
}

/// <summary>How urgent a mutation is; without it, it moves something on.</summary>
/// <param name="urgency">How urgent.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UrgencyAttribute(Urgency urgency) : GraphQLAttribute
{
    internal const string Key = "og.urgency";

    /// <summary>How urgent.</summary>
    public Urgency Urgency { get; } = urgency;

    /// <inheritdoc/>
    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.WithMetadata(Key, Urgency);
}
