namespace OrderGrains.GraphQL.Schema;

/// <summary>Marks a member of an input whose own members are fields of the input.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InlinedAttribute : Attribute;
