using System.Text.Json.Nodes;
using OrderGrains.Benchmarks.Baseline;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>Shows that the baseline is no straw man: every sample submission, answered as a correct system answers it.</summary>
internal static class BaselineCheck
{
    public static async Task<int> RunAsync(Options options)
    {
        await using var arena = await Arena.OpenAsync(options);
        var server = await arena.StartBaselineAsync();
        using var api = new Api(server, BaselineServer.Token());
        var data = Repository.Data(options);
        var expectations = File.ReadLines(options.Text("expected", Path.Combine(Path.GetDirectoryName(data) ?? "", "expected.jsonl"))).Select(x => JsonNode.Parse(x)!).ToArray();
        var numbers = new string?[expectations.Length];
        var wrong = 0;
        var line = 0;
        foreach (var order in File.ReadLines(data))
        {
            var answer = await api.PostAsync("/orders", order);
            numbers[line] = (string?)answer["order"]?["number"];
            if (Said(answer) is var said && Expected(expectations[line], numbers) is var expected && said != expected && ++wrong <= 10)
                Console.WriteLine($"line {line + 1}: {said}, but expected {expected}");
            line++;
        }
        Console.WriteLine($"{line - wrong} of {line} submissions are answered as expected.");
        return wrong == 0 && line == expectations.Length ? 0 : 1;
    }

    private static string Said(JsonNode answer) => answer["order"] is { } order
        ? $"{((bool)answer["replayed"]! ? "REPLAYED" : "ACCEPTED")} {((bool)answer["replayed"]! ? (string)order["number"]! : "")}"
        : answer["errors"]!.AsArray() is var errors && (string)errors[0]!["code"]! == "IDEMPOTENCY_CONFLICT"
            ? "IDEMPOTENCY_CONFLICT "
            : $"INVALID {Join(errors.Select(x => (string)x!["path"]!))}";

    private static string Expected(JsonNode expectation, string?[] numbers)
    {
        var paths = (expectation["paths"]?.AsArray() ?? []).Select(x => (string)x!);
        return (string)expectation["outcome"]! switch
        {
            "REPLAYED" => $"REPLAYED {numbers[(int)expectation["of"]! - 1]}",
            "INVALID" => $"INVALID {Join(paths)}",
            var other => $"{other} ",
        };
    }

    private static string Join(IEnumerable<string> paths) => string.Join(' ', paths.Distinct().Order(StringComparer.Ordinal));
}
