using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Receipt;

public sealed class SampleSubmissionsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data");

    // After the last of them.
    private static readonly DateTimeOffset Today = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_sample_submission_is_answered_as_expected() => Assert.Empty(Differences(Expected(), Answers()));

    [Fact]
    public void The_comparison_sees_an_altered_expectation()
    {
        var expected = Expected();
        var altered = expected.SetItem(4, expected[4] with { Paths = ["contract.number"] });
        var replayed = expected.FindIndex(line => line.Outcome == "REPLAYED");
        altered = altered.SetItem(replayed, altered[replayed] with { Of = 1 }).SetItem(0, altered[0] with { Outcome = "REPLAYED" });

        Assert.Equal([1, 5, replayed + 1], Differences(altered, Answers()));
    }

    private static List<int> Differences(ImmutableList<Answer> expected, List<Answer> actual)
    {
        Assert.Equal(2_000, expected.Count);
        Assert.Equal(expected.Count, actual.Count);
        return [.. expected.Zip(actual).Where(pair => pair.First.Key != pair.Second.Key).Select(pair => pair.First.Line)];
    }

    /// <summary>Takes the lines in order, as the journal would: the first order accepted under a reference stays.</summary>
    private static List<Answer> Answers()
    {
        var accepted = new Dictionary<OrderId, (int Line, string Fingerprint)>();
        var answers = new List<Answer>();
        foreach (var json in File.ReadLines(Path.Combine(Folder, "submissions.jsonl")))
        {
            var line = answers.Count + 1;
            var form = JsonSerializer.Deserialize(json, ReceiptJson.Default.OrderForm) ?? throw new JsonException("no order");
            if (!OrderFormReading.TryRead(form, Policy, Today, out _, out var faults))
            {
                answers.Add(new(line, "INVALID", Paths: [.. faults.Select(fault => fault.Path ?? "")]));
                continue;
            }
            var fingerprint = Convert.ToHexString(OrderFingerprint.Of(new OrderSubmit(form)));
            var id = OrderFormReading.OnlineId(form) ?? throw new JsonException("no reference");
            if (accepted.TryAdd(id, (line, fingerprint)))
                answers.Add(new(line, "ACCEPTED"));
            else
                answers.Add(new(line, accepted[id].Fingerprint == fingerprint ? "REPLAYED" : "IDEMPOTENCY_CONFLICT", accepted[id].Line));
        }
        return answers;
    }

    private static ImmutableList<Answer> Expected() =>
        [.. File.ReadLines(Path.Combine(Folder, "expected.jsonl"))
            .Select(json => JsonSerializer.Deserialize(json, AnswerJson.Default.Answer) ?? throw new JsonException("no answer"))];

    internal sealed record Answer(int Line, string Outcome, int? Of = null, ImmutableArray<string>? Paths = null)
    {
        [JsonIgnore]
        public string Key => new StringBuilder(Outcome).Append(' ').Append(Of).AppendJoin(' ', (Paths ?? []).Order(StringComparer.Ordinal))
            .ToString();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SampleSubmissionsTests.Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
