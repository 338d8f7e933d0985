using System.ComponentModel.DataAnnotations;

namespace OrderGrains.Server.Orders;

/// <summary>Section <c>Orders:Numbers</c>: how order numbers look (R2.2.2).</summary>
public sealed class OrderNumberOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Orders:Numbers";
    /// <summary>The prefix of order numbers; the year and the running number follow.</summary>
    [Required, RegularExpression("^[A-Z0-9-]{0,12}$")] public string Prefix { get; set; } = "SO-";
    /// <summary>The format of the running number.</summary>
    [Required, RegularExpression("^0{1,12}$")] public string Digits { get; set; } = "000000";
    /// <summary>How many numbers a process takes at a time.</summary>
    [Range(1, 100_000)] public int Block { get; set; } = 500;
}
