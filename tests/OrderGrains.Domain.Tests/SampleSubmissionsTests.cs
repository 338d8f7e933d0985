using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Orders;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

public sealed class SampleSubmissionsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Lines without a city that are expected to be accepted (or to lack something else), although lines 354, 537, 689, 755
    /// and 1573 of the same customers, with the same address, are expected to be refused for it. No rule on an order can give both; an address without a city is refused (R2.2.1).</summary>
    private static readonly int[] Contradictory = [1110, 1159, 1206, 1442, 1488, 1512, 1588, 1603, 1680, 1709, 1722, 1730, 1792, 1943];

    [Fact]
    public void Every_sample_submission_is_answered_as_expected_but_for_the_lines_that_contradict_others() =>
        Assert.Equal(Contradictory, Differences(Expected(), Answers()));

    [Fact]
    public void The_lines_that_contradict_others_differ_by_the_missing_city_alone()
    {
        var answers = Answers();
        foreach (var line in Contradictory)
            Assert.Contains("customer.address.city", answers[line - 1].Paths ?? []);
        Assert.Equal(Expected()[1511].Paths?.Append("customer.address.city").Order(StringComparer.Ordinal), answers[1511].Paths?.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_comparison_sees_an_altered_expectation()
    {
        var expected = Expected();
        var altered = expected.SetItem(4, expected[4] with { Paths = ["contract.number"] });
        var replayed = expected.FindIndex(line => line.Outcome == "REPLAYED");
        altered = altered.SetItem(replayed, altered[replayed] with { Of = 1 }).SetItem(0, altered[0] with { Outcome = "REPLAYED" });

        Assert.Equal([1, 5, replayed + 1], Differences(altered, Answers()).Except(Contradictory));
    }

    private static List<int> Differences(ImmutableList<Answer> expected, List<Answer> actual)
    {
        Assert.Equal(2_000, expected.Count);
        Assert.Equal(expected.Count, actual.Count);
        return [.. expected.Zip(actual).Where(pair => pair.First.Key != pair.Second.Key).Select(pair => pair.First.Line)];
    }

    /// <summary>Takes the lines in order, as the journal would: what is accepted first under a reference stays.</summary>
    private static List<Answer> Answers()
    {
        var accepted = new Dictionary<OrderId, (int Line, string Fingerprint)>();
        var answers = new List<Answer>();
        foreach (var json in File.ReadLines(Path.Combine(Folder, "submissions.jsonl")))
        {
            var line = answers.Count + 1;
            var form = JsonSerializer.Deserialize(json, OrderingJson.Default.OrderForm) ?? throw new JsonException("no order");
            if (!OrderFormReading.TryRead(form, Policy, Now, out _, out var faults))
            {
                answers.Add(new(line, "INVALID", Paths: [.. faults.Select(fault => fault.Path ?? "")]));
                continue;
            }
            var fingerprint = Convert.ToHexString(OrderFingerprint.Of(form));
            var id = OrderFormReading.OnlineId(form) ?? throw new JsonException("no reference");
            if (accepted.TryAdd(id, (line, fingerprint)))
                answers.Add(new(line, "ACCEPTED"));
            else
                answers.Add(new(line, accepted[id].Fingerprint == fingerprint ? "REPLAYED" : "IDEMPOTENCY_CONFLICT", accepted[id].Line));
        }
        return answers;
    }

    private static ImmutableList<Answer> Expected() =>
        [.. File.ReadLines(Path.Combine(Folder, "expected.jsonl")).Select(json => JsonSerializer.Deserialize(json, AnswerJson.Default.Answer) ?? throw new JsonException("no answer"))];

    internal sealed record Answer(int Line, string Outcome, int? Of = null, ImmutableArray<string>? Paths = null)
    {
        [JsonIgnore]
        public string Key => new StringBuilder(Outcome).Append(' ').Append(Of).AppendJoin(' ', (Paths ?? []).Order(StringComparer.Ordinal)).ToString();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SampleSubmissionsTests.Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
