using System.Text.Json;
using OrderGrains.Benchmarks.Baseline;
using OrderGrains.Benchmarks.Load;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>The good ones of the sample submissions, with a placeholder where the external reference stood.</summary>
internal static class Samples
{
    public static string[] Read(string file)
    {
        var now = TimeProvider.System.GetUtcNow();
        var samples = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            var order = JsonSerializer.Deserialize(line, BaselineJson.Default.OrderRequest)!;
            var reference = $"\"externalReference\":\"{order.ExternalReference}\"";
            if (OrderRules.Check(order, now, out _) is null && line.Split(reference).Length == 2)
                samples.Add(line.Replace(reference, $"\"externalReference\":\"{RequestTemplate.Placeholder}\"", StringComparison.Ordinal));
        }
        return samples.Count >= 100 ? [.. samples] : throw new InvalidOperationException($"{file} holds fewer than 100 good submissions.");
    }
}
