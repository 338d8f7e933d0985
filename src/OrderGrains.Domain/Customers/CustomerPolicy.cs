using System.Collections.Frozen;

namespace OrderGrains.Domain.Customers;

/// <summary>The company's policy for customers.</summary>
/// <param name="Languages">The languages that the company writes in, as BCP 47 tags.</param>
public sealed record CustomerPolicy(FrozenSet<string> Languages)
{
    /// <summary>Chinese and English.</summary>
    public static CustomerPolicy Default { get; } = new(FrozenSet.Create(StringComparer.Ordinal, "zh-CN", "en"));
}
