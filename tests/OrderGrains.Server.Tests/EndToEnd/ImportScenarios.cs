using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The main job on real input: a file of platform submissions goes in through the API.</summary>
public abstract class ImportScenarios(Site site)
{
    private static readonly string[] SecondAnswers = ["IDEMPOTENCY_CONFLICT", "INVALID", "REPLAYED"];

    [Fact]
    public async Task The_sample_submissions_are_answered_as_expected_and_repeated_without_effect()
    {
        var (first, _) = await site.ImportAsync("first.jsonl");
        Assert.Empty(SampleSubmissions.Differences(SampleSubmissions.Expected(), first));

        var (second, _) = await site.ImportAsync("second.jsonl");
        Assert.Equal(SecondAnswers, second.Select(x => (string)x["outcome"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(first.Zip(second), pair =>
        {
            if ((string)pair.First["outcome"]! is "ACCEPTED" or "REPLAYED")
                Assert.Equal(((string?)"REPLAYED", (string?)pair.First["orderNumber"]),
                    ((string?)pair.Second["outcome"], (string?)pair.Second["orderNumber"]));
        });
        Assert.Equal(first.Count(x => (string)x["outcome"]! == "ACCEPTED"), await site.CountAsync());

        var verified = await site.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    [Fact]
    public void The_comparison_sees_an_altered_expectation()
    {
        var expected = SampleSubmissions.Expected();
        var answered = SampleSubmissions.Expected().ConvertAll(Answer);
        Assert.Empty(SampleSubmissions.Differences(expected, answered));

        var (invalid, replayed) =
            (expected.FindIndex(x => (string)x["outcome"]! == "INVALID"), expected.FindIndex(x => (string)x["outcome"]! == "REPLAYED"));
        expected[0]["outcome"] = "INVALID";
        expected[invalid]["paths"] = new JsonArray("contract.number");
        expected[replayed]["of"] = 1;

        Assert.Equal([1, invalid + 1, replayed + 1], LinesOf(SampleSubmissions.Differences(expected, answered)));
        Assert.Single(SampleSubmissions.Differences(SampleSubmissions.Expected(), answered[1..]), x =>
            !x.StartsWith("line", StringComparison.Ordinal));
    }

    private static IEnumerable<int> LinesOf(List<string> differences) =>
        differences.Select(x => int.Parse(x.Split(' ', ':')[1], System.Globalization.CultureInfo.InvariantCulture));

    // The answer that the expectation describes.
    private static JsonObject Answer(JsonObject expected) => new()
    {
        ["line"] = (int)expected["line"]!,
        ["outcome"] = (string)expected["outcome"]!,
        ["orderNumber"] = $"SO-{expected["of"] ?? expected["line"]}",
        ["errors"] =
            new JsonArray([.. (expected["paths"]?.AsArray() ?? []).Select(x => (JsonNode)new JsonObject { ["path"] = (string?)x })]),
    };
}

public sealed class ImportOnSqlite(SqliteSite site) : ImportScenarios(site), IClassFixture<SqliteSite>;

public sealed class ImportOnPostgres(PostgresSite site) : ImportScenarios(site), IClassFixture<PostgresSite>;
