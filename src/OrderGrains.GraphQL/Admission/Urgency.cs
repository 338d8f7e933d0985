using GraphQL;
using GraphQL.Types;

namespace OrderGrains.GraphQL.Admission;

/// <summary>The urgency of an operation. Under overload, the server refuses the least urgent first.</summary>
public enum Urgency
{
    /// <summary>Only reads.</summary>
    Query,
    /// <summary>Creates something.</summary>
    Create,
    /// <summary>Advances something.</summary>
    Transition,
    /// <summary>Finishes something.</summary>
    Finish,
}

/// <summary>Sets the urgency of a mutation; the default is <see cref="Urgency.Transition"/>.</summary>
/// <param name="urgency">The urgency.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UrgencyAttribute(Urgency urgency) : GraphQLAttribute
{
    internal const string Key = "og.urgency";

    /// <summary>The urgency.</summary>
    public Urgency Urgency { get; } = urgency;

    /// <inheritdoc/>
    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.WithMetadata(Key, Urgency);
}
