using System.Text;
using System.Text.Json;
using CsCheck;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Statistics;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Statistics;

public sealed class StatisticsTests
{
    [Fact]
    public void A_submitted_order_is_counted_by_its_month_currency_status_type_platform_and_region() =>
        Assert.Equal(
            new CountedChange(null, new("RECEIVED", "IT_OPERATIONS", "web", "CN", "北京市", "CNY", "2026-03", 12000.50m)),
            Change([], Histories.SubmittedOnline));

    [Fact]
    public void A_draft_is_not_counted_until_it_is_submitted()
    {
        Assert.Null(Change([], Histories.Draft[0]));
        Assert.Null(Change(Histories.Draft, Histories.SubmittedOnline)!.Before);
    }

    [Fact]
    public void A_new_status_moves_an_order_from_one_count_to_the_other()
    {
        var change = Change(Histories.ReceivedOnline, new ReviewClaimed(Reviewer.Subject, Now))!;
        Assert.Equal(("RECEIVED", "UNDER_REVIEW"), (change.Before!.Status, change.After!.Status));
        Assert.Equal(change.Before with { Status = change.After.Status }, change.After);
    }

    [Fact]
    public void A_corrected_fee_replaces_the_counted_fee()
    {
        var resubmitted = Histories.Resubmitted with
        {
            Information = Histories.Resubmitted.Information with { Fee = Histories.Submitted.Information.Fee with { Amount = 9_999.99m } }
        };
        var change = Change(Histories.Correction, resubmitted)!;
        Assert.Equal((Histories.Submitted.Information.Fee.Amount, 9_999.99m), (change.Before!.Amount, change.After!.Amount));
    }

    [Theory]
    [InlineData("REJECTED", true)]
    [InlineData("CANCELLED", true)]
    [InlineData("VERIFIED", false)]
    public void Lapsed_fees_are_counted_separately_by_platform_and_region(string status, bool lapsed)
    {
        var order = new CountedOrder("RECEIVED", "A", "web", "CN", "x", "CNY", "2026-03", 12.50m);
        MonthTables tables = new();
        tables.Count(order, 1);
        tables.Count(order, 1);
        tables.Count(order, -1);
        tables.Count(order with { Status = status }, 1);

        var expected = lapsed ? new Tally(2, 25m, 1, 12.50m) : new Tally(2, 25m);
        Assert.Equal((expected, expected), (tables.ByPlatform["web"], tables.ByRegion["CN"]["x"]));
    }

    [Fact]
    public void An_event_that_changes_no_counted_fact_is_no_change() => Assert.Null(Change(Histories.ReceivedOnline, Histories.Held));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"status":"RECEIVED","currency":"CNY","month":"2026-03","amount":12}""")]
    public void Malformed_facts_are_an_error(string facts) =>
        Assert.ThrowsAny<JsonException>(() => CountedChange.Read(Encoding.UTF8.GetBytes(facts)));

    [Fact]
    public void Counting_every_change_equals_counting_the_current_orders() => Gen.Select(Order, Order, Order).Array[0, 30]
        .Sample(histories =>
    {
        MonthTables counted = new(), recounted = new();
        foreach (var (first, second, last) in histories)
        {
            counted.Count(first, 1);
            counted.Count(first, -1);
            counted.Count(second, 1);
            counted.Count(second, -1);
            counted.Count(last, 1);
            recounted.Count(last, 1);
        }
        Assert.Equal(Text(recounted), Text(counted));
    });

    [Fact]
    public void Partitions_add_up_to_the_whole() => Gen.Select(Order.Array[0, 20], Order.Array[0, 20]).Sample((left, right) =>
    {
        MonthTables whole = new(), sum = new(), other = new();
        foreach (var order in left.Concat(right))
            whole.Count(order, 1);
        foreach (var order in left)
            sum.Count(order, 1);
        foreach (var order in right)
            other.Count(order, 1);
        sum.Add(other);
        Assert.Equal(Text(whole), Text(sum));
    });

    private static readonly Gen<CountedOrder> Order = Gen.Select(
        OneOf("RECEIVED", "VERIFIED", "REJECTED", "CANCELLED"), OneOf("A", "B"), OneOf("web", "app", null), OneOf("CN", "GB"),
        OneOf("", "x", null), Gen.Int[0, 999_999],
        (status, type, platform, country, province, amount) =>
            new CountedOrder(status!, type, platform, country, province, "CNY", "2026-03", amount / 100m));

    private static Gen<string?> OneOf(params string?[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // The tables, independent of the order in which they were filled.
    private static string Text(MonthTables tables) => string.Join('\n',
        tables.ByStatus.SelectMany(x => x.Value.Select(y => $"{x.Key} {y.Key} {y.Value.Orders} {y.Value.Amount:0.00}"))
            .Concat(tables.ByPlatform.Select(x =>
                $"{x.Key} {x.Value.Orders} {x.Value.Amount:0.00} {x.Value.Lapsed} {x.Value.LapsedAmount:0.00}"))
            .Concat(tables.ByRegion.SelectMany(x =>
                x.Value.Select(y =>
                    $"{x.Key} {y.Key} {y.Value.Orders} {y.Value.Amount:0.00} {y.Value.Lapsed} {y.Value.LapsedAmount:0.00}")))
            .Order(StringComparer.Ordinal));

    private static CountedChange? Change(IEnumerable<OrderEvent> history, OrderEvent next)
    {
        var before = Histories.Fold(history);
        return CountedChange.Read(OrderFacts.Of(before, OrderRules.Evolve(before, next)));
    }
}
