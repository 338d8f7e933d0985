using System.Text.Json.Nodes;

namespace OrderGrains.Testing;

/// <summary>The sample submissions, what they are expected to be answered, and the comparison of that with what was answered.</summary>
public static class SampleSubmissions
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>The file of the submissions.</summary>
    public static string File => Path.Combine(Folder, "submissions.jsonl");

    /// <summary>The expected answers, line by line.</summary>
    public static List<JsonObject> Expected() => Read(Path.Combine(Folder, "expected.jsonl"));

    /// <summary>The objects of a file.</summary>
    public static List<JsonObject> Read(string file) => [.. System.IO.File.ReadLines(file).Select(x => JsonNode.Parse(x)!.AsObject())];

    /// <summary>A good order of an online platform, under a reference of its own.</summary>
    public static JsonObject Order(string reference, string platform = "app")
    {
        var order = JsonNode.Parse(System.IO.File.ReadLines(File).First())!.AsObject();
        order["platform"] = platform;
        order["externalReference"] = reference;
        return order;
    }

    /// <summary>What differs between the expected and the actual answers, a line each: the outcome, the paths as a set, the order number of
    /// a line that repeats another.</summary>
    public static List<string> Differences(IReadOnlyList<JsonObject> expected, IReadOnlyList<JsonObject> actual)
    {
        List<string> differences = [];
        if (expected.Count != actual.Count)
            differences.Add($"{expected.Count} lines are expected, {actual.Count} were answered");
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (Difference(expected[i], actual[i], actual) is { } difference)
                differences.Add($"line {i + 1}: {difference}");
        }
        return differences;
    }

    private static string? Difference(JsonObject expected, JsonObject actual, IReadOnlyList<JsonObject> all)
    {
        if ((int)actual["line"]! != (int)expected["line"]!)
            return $"the result is of line {actual["line"]}";
        var outcome = (string)expected["outcome"]!;
        if ((string)actual["outcome"]! != outcome)
            return $"{outcome} is expected, not {actual.ToJsonString()}";
        switch (outcome)
        {
            case "ACCEPTED":
                return (string?)actual["orderNumber"] is null ? "an accepted line has no order number" : null;
            case "REPLAYED":
                var first = all[(int)expected["of"]! - 1];
                return (string?)actual["orderNumber"] == (string?)first["orderNumber"]
                    ? null : $"the number is {actual["orderNumber"]}, of the first {first["orderNumber"]}";
            case "INVALID":
                var paths = Sorted(expected["paths"]!.AsArray().Select(x => (string?)x));
                var named = Sorted(actual["errors"]!.AsArray().Select(x => (string?)x!["path"]));
                return paths == named ? null : $"the paths {paths} are expected, not {named}";
            default:
                return null;
        }
    }

    private static string Sorted(IEnumerable<string?> paths) => string.Join(' ', paths.Distinct().Order(StringComparer.Ordinal));
}
