using System.Text;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Orders;

public sealed class OrderFactsTests
{
    private const string Submitted =
        """{"status":"RECEIVED","type":"IT_OPERATIONS","platform":"web","country":"CN","province":"北京市",""" + Sums;

    private const string Sums = """
        "currency":"CNY","month":"2026-03","amount":"12000.50"}
        """;

    [Fact]
    public void A_record_that_begins_had_no_facts_before() => Assert.Equal(Submitted, Facts([], Histories.SubmittedOnline));

    [Fact]
    public void Before_holds_only_the_changed_facts()
    {
        Assert.Equal(
            Submitted.Replace("RECEIVED\"", "UNDER_REVIEW\"", StringComparison.Ordinal)[..^1] + ""","before":{"status":"RECEIVED"}}""",
            Facts(Histories.ReceivedOnline, new ReviewClaimed(Reviewer.Subject, Now)));
        Assert.Equal(Submitted[..^1] + ""","before":{}}""", Facts(Histories.ReceivedOnline, Histories.Held));
    }

    [Fact]
    public void Facts_that_a_draft_lacked_are_null_before() =>
        Assert.Equal(
            Submitted[..^1] + ""","before":{"status":"DRAFT","type":null,"platform":null,"country":null,"province":null,"""
                + """
                "currency":null,"month":null,"amount":null}}
                """,
            Facts(Histories.Draft, Histories.SubmittedOnline));

    [Fact]
    public void Facts_are_short() =>
        Assert.InRange(Encoding.UTF8.GetByteCount(Facts(Histories.ReceivedOnline, new ReviewClaimed(Reviewer.Subject, Now))), 1, 200);

    [Fact]
    public void Facts_hold_no_personal_data() =>
        Assert.Equal(Facts([], Histories.SubmittedOnline),
            Facts([], Histories.SubmittedOnline with { Customer = null, Acknowledgement = null }));

    [Fact]
    public void A_province_with_quotes_stays_json() =>
        Assert.Contains("\"province\":\"a\\\"b\\\\\"", Facts([], Histories.SubmittedOnline with { Region = new("CN", "a\"b\\") }),
            StringComparison.Ordinal);

    private static string Facts(IEnumerable<OrderEvent> history, OrderEvent next)
    {
        var before = Histories.Fold(history);
        return Encoding.UTF8.GetString(OrderFacts.Of(before, OrderRules.Evolve(before, next)));
    }
}
