using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrderGrains.Server.Streams;

/// <summary>What can be measured of the consumers that are active in this process.</summary>
internal static class ConsumerMetrics
{
    private static readonly Meter Meter = new("OrderGrains.Streams");
    private static readonly ConcurrentDictionary<(string Kind, int Partition), Func<ConsumerPlace>> Active = new();

    static ConsumerMetrics()
    {
        Meter.CreateObservableGauge("ordergrains.stream.position", () => Observe(place => place.Position), "{position}", "The last position that a consumer has taken in.");
        Meter.CreateObservableGauge("ordergrains.stream.parked", () => Observe(place => place.Parked.Length), "{event}", "How many records a consumer leaves out since an event of theirs could not be taken in.");
    }

    public static void Enter(string kind, int partition, Func<ConsumerPlace> place) => Active[(kind, partition)] = place;

    public static void Leave(string kind, int partition) => Active.TryRemove((kind, partition), out _);

    private static IEnumerable<Measurement<long>> Observe(Func<ConsumerPlace, long> value) => Active.Select(
        x => new Measurement<long>(value(x.Value()), new KeyValuePair<string, object?>("kind", x.Key.Kind), new KeyValuePair<string, object?>("partition", x.Key.Partition)));
}
