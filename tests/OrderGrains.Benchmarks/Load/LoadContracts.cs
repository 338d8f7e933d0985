using System.Text.Json.Serialization;

namespace OrderGrains.Benchmarks.Load;

/// <summary>What the load process is asked to do.</summary>
internal sealed record LoadCommand
{
    /// <summary>Where the servers listen; the clients are dealt out to them.</summary>
    public required IReadOnlyList<int> Ports { get; init; }
    /// <summary>The rendered HTTP requests, sent in turn.</summary>
    public required RequestSet Requests { get; init; }
    public required int Clients { get; init; }
    /// <summary>Seconds before the counting begins.</summary>
    public required double Warm { get; init; }
    /// <summary>Seconds that are counted.</summary>
    public required double Seconds { get; init; }
    /// <summary>Requests a second for an open loop; null for a closed one.</summary>
    public double? Rate { get; init; }
    /// <summary>Whether a refusal for want of room is counted as such, and not as a failure.</summary>
    public bool MayRefuse { get; init; }
    /// <summary>The processes whose CPU is counted over the same seconds.</summary>
    public required IReadOnlyList<ProcessGroup> Processes { get; init; }
}

/// <summary>Which requests, by a file so that they are rendered once.</summary>
/// <param name="File">A file of <see cref="RequestTemplate"/>s.</param>
/// <param name="FirstReference">The number of the first fresh reference.</param>
/// <param name="Expected">A text that each answer must contain <paramref name="Times"/> times.</param>
/// <param name="Forbidden">A text that no answer may contain.</param>
internal sealed record RequestSet(string File, long FirstReference, string Expected, int Times, string? Forbidden);

/// <summary>A process, with its children where they belong to it (PostgreSQL's backends).</summary>
internal sealed record ProcessGroup(string Name, int Id, bool WithChildren);

/// <summary>What was measured in one window.</summary>
internal sealed record LoadResult
{
    public required double Seconds { get; init; }
    public required long Requests { get; init; }
    public required long Failures { get; init; }
    public required string? FirstFailure { get; init; }
    /// <summary>How many fresh references were used up.</summary>
    public required long References { get; init; }
    /// <summary>CPU seconds by process group; the load generator's own under <c>load</c>.</summary>
    public required IReadOnlyDictionary<string, double> Cpu { get; init; }
    /// <summary>How many were refused with 429 or 503, where that is no failure, and how soon.</summary>
    public long Refused { get; init; }
    public double RefusedP50 { get; init; }
    public double RefusedP99 { get; init; }
    public required double P50 { get; init; }
    public required double P90 { get; init; }
    public required double P99 { get; init; }
    public required double P999 { get; init; }
}

[JsonSerializable(typeof(LoadCommand))]
[JsonSerializable(typeof(LoadResult))]
[JsonSerializable(typeof(RequestTemplate[]))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Dictionary<string, double[]>))]
internal sealed partial class LoadJson : JsonSerializerContext;
