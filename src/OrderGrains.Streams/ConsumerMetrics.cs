using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>Measures the consumers of this process and the deliveries to them, by kind and partition.</summary>
internal sealed class ConsumerMetrics : IDisposable
{
    private readonly JournalTail _tail;
    private readonly TimeProvider _clock;
    private readonly Meter _meter = new("OrderGrains.Streams");
    private readonly ConcurrentDictionary<(string Kind, int Partition), Func<Applied>> _consumers = new();
    private readonly ConcurrentDictionary<(string Kind, int Partition), Func<int>> _caches = new();
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _delay;

    public ConsumerMetrics(JournalTail tail, TimeProvider clock)
    {
        (_tail, _clock) = (tail, clock);
        _deliveries = _meter.CreateCounter<long>(
            "ordergrains.stream.deliveries", "{slice}", "Slices of the journal delivered to consumers, including redeliveries.");
        _events = _meter.CreateCounter<long>(
            "ordergrains.stream.events", "{event}", "Events that a consumer has applied, parked or ignored.");
        _delay = _meter.CreateHistogram<double>("ordergrains.stream.delay", "s", "Time between recording an event and applying it.");
        _meter.CreateObservableGauge("ordergrains.journal.head", ObserveHeads, "{position}", "The last position in the journal.");
        _meter.CreateObservableGauge(
            "ordergrains.stream.position", () => Observe(x => x.Checkpoint.Position), "{position}",
            "The last position that a consumer has applied.");
        _meter.CreateObservableGauge(
            "ordergrains.stream.lag", () => Observe((x, partition) => _tail.GetLag(partition, x.Checkpoint.Position).Events), "{event}",
            "Events that a consumer has not applied yet.");
        _meter.CreateObservableGauge(
            "ordergrains.stream.lag.time", () => Observe(MaxWaiting), "s",
            "Upper bound of the age of the first event that is not applied yet.");
        _meter.CreateObservableGauge(
            "ordergrains.stream.parked", () => Observe(x => (long)x.Checkpoint.Parked.Length), "{event}",
            "Parked (dead-lettered) records: those that a consumer skips because it could not apply one of their events.");
        _meter.CreateObservableGauge(
            "ordergrains.stream.cached", () => Observe(_caches, (size, _) => size), "{slice}", "Slices cached for a consumer.");
        _meter.CreateObservableGauge(
            "ordergrains.journal.tail.events", () => _tail.Kept, "{event}", "Events in the event cache that all consumers share.");
    }

    /// <summary>Adds a consumer that was activated.</summary>
    public void Register(string kind, int partition, Func<Applied> applied) => _consumers[(kind, partition)] = applied;

    /// <summary>Removes a consumer that was deactivated.</summary>
    public void Unregister(string kind, int partition) => _consumers.TryRemove((kind, partition), out _);

    /// <summary>Adds the slice cache of a consumer.</summary>
    public void RegisterCache(string kind, int partition, Func<int> slices) => _caches[(kind, partition)] = slices;

    /// <summary>Removes the slice cache of a consumer.</summary>
    public void UnregisterCache(string kind, int partition) => _caches.TryRemove((kind, partition), out _);

    /// <summary>Counts slices that were delivered.</summary>
    public void CountDeliveries(string kind, int partition, int slices) =>
        _deliveries.Add(slices, Tag("kind", kind), Tag("partition", partition));

    /// <summary>Counts events that a consumer has finished with, and their delay.</summary>
    public void CountEvents(string kind, int partition, IReadOnlyList<RecordedEvent> events, int first)
    {
        _events.Add(events.Count - first, Tag("kind", kind), Tag("partition", partition));
        if (!_delay.Enabled)
            return;
        var now = _clock.GetUtcNow();
        for (var i = first; i < events.Count; i++)
            _delay.Record((now - events[i].Event.RecordedAt).TotalSeconds, Tag("kind", kind));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private double MaxWaiting(Applied applied, int partition)
    {
        var (events, recordedAt) = _tail.GetLag(partition, applied.Checkpoint.Position);
        return events > 0 && (recordedAt ?? applied.RecordedAt) is { } since ? Math.Max(0, (_clock.GetUtcNow() - since).TotalSeconds) : 0;
    }

    private IEnumerable<Measurement<long>> ObserveHeads() =>
        _tail.Heads.Select((head, partition) => new Measurement<long>(head, Tag("partition", partition)));

    private IEnumerable<Measurement<T>> Observe<T>(Func<Applied, T> value)
        where T : struct => Observe((x, _) => value(x));

    private IEnumerable<Measurement<T>> Observe<T>(Func<Applied, int, T> value)
        where T : struct => Observe(_consumers, value);

    private static IEnumerable<Measurement<T>> Observe<TSource, T>(
        ConcurrentDictionary<(string Kind, int Partition), Func<TSource>> sources, Func<TSource, int, T> value)
        where T : struct => sources.Select(x =>
            new Measurement<T>(value(x.Value(), x.Key.Partition), Tag("kind", x.Key.Kind), Tag("partition", x.Key.Partition)));

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}

/// <summary>A consumer's progress.</summary>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="RecordedAt">When the last event it applied was recorded; null if it has applied none since its activation.</param>
internal readonly record struct Applied(ConsumerCheckpoint Checkpoint, DateTimeOffset? RecordedAt);
