using System.Collections.Frozen;

namespace OrderGrains.Domain.Customers;

/// <summary>What the rules of customers have to know and no customer holds.</summary>
/// <param name="Languages">The languages that the company writes in, as BCP 47 tags.</param>
public sealed record CustomerPolicy(FrozenSet<string> Languages)
{
    /// <summary>Chinese and English.</summary>
    public static CustomerPolicy Default { get; } = new(FrozenSet.Create(StringComparer.Ordinal, "zh-CN", "en"));
}
