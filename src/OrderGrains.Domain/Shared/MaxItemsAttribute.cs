namespace OrderGrains.Domain.Shared;

/// <summary>The most items that a list of an input may have. The API says so in the schema and refuses a longer list before anything is
/// done.</summary>
/// <param name="max">The most items.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MaxItemsAttribute(int max) : Attribute
{
    /// <summary>The most items.</summary>
    public int Max { get; } = max;

    /// <summary>Whether a rule refuses a longer list, with its path and clause: then only the command is refused, of many its item alone,
    /// and not the request.</summary>
    public bool ByRule { get; init; }
}
