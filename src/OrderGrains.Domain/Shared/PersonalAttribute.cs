namespace OrderGrains.Domain.Shared;

/// <summary>Marks a member of an event that holds personal data. It is stored encrypted with the customer's key and reads as null once that
/// key is destroyed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PersonalAttribute : Attribute;
