using System.Globalization;
using System.Text.Json.Nodes;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The statistics as they must be, counted again from the journal: of each order's newest event, what it says that the order is. No code of the product is used.</summary>
public static class Recount
{
    private const string Everything = """
        query { statistics(from: "2000-01", to: "2099-12") { lag parked months { month currency orders amount
          byStatus { status serviceType orders amount } byPlatform { platform orders amount } byRegion { country province orders amount } } } }
        """;

    /// <summary>The counts from the journal, a line each.</summary>
    public static async Task<List<string>> OfJournalAsync(Store store, params string[] streamsLeftOut)
    {
        var counts = new Dictionary<string, (long Orders, decimal Amount)>();
        foreach (var facts in await store.NewestFactsAsync(streamsLeftOut))
        {
            var order = JsonNode.Parse(facts)!;
            if (order["month"] is not { } month || order["currency"] is not { } currency)
                continue;
            var amount = decimal.Parse((string)order["amount"]!, CultureInfo.InvariantCulture);
            foreach (var dimension in new[] { $"status {order["status"]} {order["type"]}", $"platform {order["platform"]}", $"region {order["country"]} {order["province"]}" })
            {
                var (orders, sum) = counts.GetValueOrDefault($"{month} {currency} {dimension}");
                counts[$"{month} {currency} {dimension}"] = (orders + 1, sum + amount);
            }
        }
        return Lines(counts.Select(x => (x.Key, x.Value.Orders, x.Value.Amount)));
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

    private static IEnumerable<(string Key, long Orders, decimal Amount)> OfMonth(JsonNode month)
    {
        var rows = month["byStatus"]!.AsArray().Select(x => ($"status {x!["status"]} {x["serviceType"]}", Tally(x)))
            .Concat(month["byPlatform"]!.AsArray().Select(x => ($"platform {x!["platform"]}", Tally(x))))
            .Concat(month["byRegion"]!.AsArray().Select(x => ($"region {x!["country"]} {x["province"]}", Tally(x))));
        foreach (var (dimension, (orders, amount)) in rows)
            yield return ($"{month["month"]} {month["currency"]} {dimension}", orders, amount);
        Assert.Equal((long)month["orders"]!, month["byPlatform"]!.AsArray().Sum(x => (long)x!["orders"]!));
    }

    private static (long Orders, decimal Amount) Tally(JsonNode row) => ((long)row["orders"]!, decimal.Parse((string)row["amount"]!, CultureInfo.InvariantCulture));

    private static List<string> Lines(IEnumerable<(string Key, long Orders, decimal Amount)> counts) =>
        [.. counts.Select(x => string.Create(CultureInfo.InvariantCulture, $"{x.Key}: {x.Orders} orders, {x.Amount:0.00}")).Order(StringComparer.Ordinal)];
}
