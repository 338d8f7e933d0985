using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Statistics;
using OrderGrains.Server.Streams;

namespace OrderGrains.Server.Statistics;

/// <summary>A month of a partition, as stored.</summary>
public sealed class StatisticsMonth
{
    /// <summary>The position of the last event that it has counted.</summary>
    public long Position { get; set; }
    /// <summary>The positions of events that were parked and counted later.</summary>
    public HashSet<long> Late { get; init; } = [];
    /// <summary>The tables by currency.</summary>
    public Dictionary<string, MonthTables> Currencies { get; init; } = [];
}

/// <summary>How far a partition has counted, as stored.</summary>
public sealed record StatisticsPlace
{
    /// <summary>Before the first event.</summary>
    public static readonly StatisticsPlace Start = new();

    /// <summary>The position of the last event that was taken in or parked.</summary>
    public long Position { get; init; }
    /// <summary>What is parked.</summary>
    public ImmutableArray<ParkedEvent> Parked { get; init; } = [];
    /// <summary>The months that there are counts of.</summary>
    public ImmutableArray<string> Months { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatisticsMonth))]
[JsonSerializable(typeof(StatisticsPlace))]
internal sealed partial class StatisticsStateJson : JsonSerializerContext;
