using System.Collections.Frozen;

namespace OrderGrains.Domain.Customers;

/// <summary>What the rules of customers have to know and no customer holds.</summary>
/// <param name="Languages">The languages that the company writes in, as BCP 47 tags.</param>
/// <param name="TimeZones">The names of time zones in the IANA database; looked up by the caller.</param>
public sealed record CustomerPolicy(FrozenSet<string> Languages, FrozenSet<string> TimeZones)
{
    /// <summary>Chinese and English, with these time zones.</summary>
    public static CustomerPolicy Default(IEnumerable<string> timeZones) =>
        new(FrozenSet.Create(StringComparer.Ordinal, "zh-CN", "en"), timeZones.ToFrozenSet(StringComparer.Ordinal));
}
