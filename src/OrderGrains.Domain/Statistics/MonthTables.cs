namespace OrderGrains.Domain.Statistics;

/// <summary>How many orders, and what they are worth together.</summary>
[GenerateSerializer, Immutable, Alias("og.statistics.tally")]
[method: System.Text.Json.Serialization.JsonConstructor]
public readonly record struct Tally([property: Id(0)] long Orders, [property: Id(1)] decimal Amount)
{
    internal bool IsNothing => Orders == 0 && Amount == 0;

    internal Tally With(int sign, decimal amount) => new(Orders + sign, Amount + sign * amount);
}

/// <summary>A month's orders in one currency, counted three ways (R11.1, R11.2): by where they stand and of which type they are, by platform, and by where the customers are.
/// A value that an order does not have is counted under the empty text; a count of nothing is not kept.</summary>
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
        Count(ByStatus, order.Status, order.ServiceType ?? "", sign, order.Amount);
        Count(ByPlatform, order.Platform ?? "", sign, order.Amount);
        Count(ByRegion, order.Country ?? "", order.Province ?? "", sign, order.Amount);
    }

    /// <summary>Adds what another partition has counted.</summary>
    public void Add(MonthTables other)
    {
        Add(ByStatus, other.ByStatus);
        Add(ByPlatform, other.ByPlatform);
        Add(ByRegion, other.ByRegion);
    }

    private static void Count(Dictionary<string, Dictionary<string, Tally>> table, string outer, string inner, int sign, decimal amount)
    {
        if (!table.TryGetValue(outer, out var row))
            table.Add(outer, row = []);
        Count(row, inner, sign, amount);
        if (row.Count == 0)
            table.Remove(outer);
    }

    private static void Count(Dictionary<string, Tally> row, string key, int sign, decimal amount)
    {
        var counted = row.GetValueOrDefault(key).With(sign, amount);
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
            row[key] = new Tally(row.GetValueOrDefault(key).Orders + tally.Orders, row.GetValueOrDefault(key).Amount + tally.Amount);
    }
}
