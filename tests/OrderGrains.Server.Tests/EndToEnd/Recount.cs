using System.Globalization;
using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The expected statistics, counted again from the journal: the facts in the newest event of each order. No code of the product is
/// used.</summary>
public static class Recount
{
    private const string Everything = """
        query { statistics(from: "2000-01", to: "2099-12") { lag parked months { month currency orders amount
          byStatus { status serviceType orders amount } byPlatform { platform orders amount lapsedOrders lapsedAmount }
          byRegion { country province orders amount lapsedOrders lapsedAmount } } } }
        """;

    /// <summary>The counts from the journal, a line each.</summary>
    public static async Task<List<string>> OfJournalAsync(Store store, params string[] streamsLeftOut)
    {
        var counts = new Dictionary<string, Count>();
        foreach (var facts in await store.NewestFactsAsync(streamsLeftOut))
        {
            var order = JsonNode.Parse(facts)!;
            if (order["month"] is not { } month || order["currency"] is not { } currency)
                continue;
            var amount = decimal.Parse((string)order["amount"]!, CultureInfo.InvariantCulture);
            var one = new Count(1, amount, 0, 0);
            var lapsed = (string)order["status"]! is "REJECTED" or "CANCELLED" ? new Count(1, amount, 1, amount) : one;
            Add($"status {order["status"]} {order["type"]}", one);
            Add($"platform {order["platform"]}", lapsed);
            Add($"region {order["country"]} {order["province"]}", lapsed);

            void Add(string dimension, Count count)
            {
                var sum = counts.GetValueOrDefault($"{month} {currency} {dimension}");
                counts[$"{month} {currency} {dimension}"] =
                    new(sum.Orders + count.Orders, sum.Amount + count.Amount, sum.Lapsed + count.Lapsed, sum.LapsedAmount
                        + count.LapsedAmount);
            }
        }
        return Lines(counts.Select(x => (x.Key, x.Value)));
    }

    /// <summary>The counts that the API answers once everything recorded was counted, and how many records are parked.</summary>
    public static async Task<(List<string> Lines, int Parked)> OfApiAsync(ApiClient manager)
    {
        while (true)
        {
            var statistics = (await manager.QueryAsync(Everything))["statistics"]!;
            if ((int)statistics["lag"]! == 0)
                return (Lines(statistics["months"]!.AsArray().SelectMany(OfMonth!)), (int)statistics["parked"]!);
            await Polling.PauseAsync();
        }
    }

    private static IEnumerable<(string Key, Count Count)> OfMonth(JsonNode month)
    {
        var rows = month["byStatus"]!.AsArray().Select(x => ($"status {x!["status"]} {x["serviceType"]}", Tally(x)))
            .Concat(month["byPlatform"]!.AsArray().Select(x => ($"platform {x!["platform"]}", Tally(x))))
            .Concat(month["byRegion"]!.AsArray().Select(x => ($"region {x!["country"]} {x["province"]}", Tally(x))));
        foreach (var (dimension, count) in rows)
            yield return ($"{month["month"]} {month["currency"]} {dimension}", count);
        Assert.Equal((long)month["orders"]!, month["byPlatform"]!.AsArray().Sum(x => (long)x!["orders"]!));
    }

    private static Count Tally(JsonNode row) =>
        new((long)row["orders"]!, Amount(row["amount"]), (long?)row["lapsedOrders"] ?? 0, Amount(row["lapsedAmount"]));

    private static decimal Amount(JsonNode? amount) => amount is null ? 0 : decimal.Parse((string)amount!, CultureInfo.InvariantCulture);

    private static List<string> Lines(IEnumerable<(string Key, Count Count)> counts) =>
    [
        .. counts.Select(x => string.Create(
            CultureInfo.InvariantCulture,
            $"{x.Key}: {x.Count.Orders} orders, {x.Count.Amount:0.00}; {x.Count.Lapsed} lapsed, {x.Count.LapsedAmount:0.00}")).Order(
                StringComparer.Ordinal),
    ];

    private readonly record struct Count(long Orders, decimal Amount, long Lapsed, decimal LapsedAmount);
}
