using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Statistics;

/// <summary>How many orders, and what they are worth together; with how many of them have lapsed, and what those were worth.</summary>
/// <param name="Orders">How many orders.</param>
/// <param name="Amount">Their fees together.</param>
/// <param name="Lapsed">How many of them were rejected or cancelled.</param>
/// <param name="LapsedAmount">The fees of those.</param>
[GenerateSerializer, Immutable, Alias("og.statistics.tally")]
[method: JsonConstructor]
public readonly record struct Tally(
    [property: Id(0)] long Orders, [property: Id(1)] decimal Amount,
    [property: Id(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Lapsed = 0,
    [property: Id(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] decimal LapsedAmount = 0)
{
    internal bool IsNothing => this == default;

    internal Tally With(int sign, CountedOrder order) =>
        this + (order.IsLapsed ? new(sign, sign * order.Amount, sign, sign * order.Amount) : new(sign, sign * order.Amount));

    /// <summary>Two counts together.</summary>
    public static Tally operator +(Tally left, Tally right) =>
        new(left.Orders + right.Orders, left.Amount + right.Amount, left.Lapsed + right.Lapsed, left.LapsedAmount + right.LapsedAmount);
}

/// <summary>A month's orders in one currency, counted three ways (R11.1, R11.2): by where they stand and of which type they are, by
/// platform, and by where the customers are. A value that an order does not have is counted under the empty text; a count of nothing is not
/// kept.</summary>
[GenerateSerializer, Alias("og.statistics.tables")]
public sealed class MonthTables
{
    /// <summary>By status, then service type.</summary>
    [Id(0)] public Dictionary<string, Dictionary<string, Tally>> ByStatus { get; init; } = [];
    /// <summary>By platform; the sales channel has the empty text.</summary>
    [Id(1)] public Dictionary<string, Tally> ByPlatform { get; init; } = [];
    /// <summary>By country, then province.</summary>
    [Id(2)] public Dictionary<string, Dictionary<string, Tally>> ByRegion { get; init; } = [];

    /// <summary>Counts an order in, or out.</summary>
    /// <param name="order">The order.</param>
    /// <param name="sign">1 to count it in, -1 to count it out.</param>
    public void Count(CountedOrder order, int sign)
    {
        Count(ByStatus, order.Status, order.ServiceType ?? "", sign, order);
        Count(ByPlatform, order.Platform ?? "", sign, order);
        Count(ByRegion, order.Country ?? "", order.Province ?? "", sign, order);
    }

    /// <summary>Adds what another partition has counted.</summary>
    public void Add(MonthTables other)
    {
        Add(ByStatus, other.ByStatus);
        Add(ByPlatform, other.ByPlatform);
        Add(ByRegion, other.ByRegion);
    }

    private static void Count(Dictionary<string, Dictionary<string, Tally>> table, string outer, string inner, int sign, CountedOrder order)
    {
        if (!table.TryGetValue(outer, out var row))
            table.Add(outer, row = []);
        Count(row, inner, sign, order);
        if (row.Count == 0)
            table.Remove(outer);
    }

    private static void Count(Dictionary<string, Tally> row, string key, int sign, CountedOrder order)
    {
        var counted = row.GetValueOrDefault(key).With(sign, order);
        if (counted.IsNothing)
            row.Remove(key);
        else
            row[key] = counted;
    }

    private static void Add(Dictionary<string, Dictionary<string, Tally>> table, Dictionary<string, Dictionary<string, Tally>> other)
    {
        foreach (var (key, row) in other)
        {
            if (!table.TryGetValue(key, out var sum))
                table.Add(key, sum = []);
            Add(sum, row);
        }
    }

    private static void Add(Dictionary<string, Tally> row, Dictionary<string, Tally> other)
    {
        foreach (var (key, tally) in other)
            row[key] = row.GetValueOrDefault(key) + tally;
    }
}
