using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>What can be measured of the consumers and the deliveries to them in this process, by kind and partition.</summary>
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
        _deliveries = _meter.CreateCounter<long>("ordergrains.stream.deliveries", "{slice}", "Slices of the journal that were delivered to a consumer, repetitions too.");
        _events = _meter.CreateCounter<long>("ordergrains.stream.events", "{event}", "Events that a consumer has applied, parked or passed over.");
        _delay = _meter.CreateHistogram<double>("ordergrains.stream.delay", "s", "From an event's recording to its being applied.");
        _meter.CreateObservableGauge("ordergrains.journal.head", ObserveHeads, "{position}", "The journal's last position.");
        _meter.CreateObservableGauge("ordergrains.stream.position", () => Observe(x => x.Checkpoint.Position), "{position}", "The last position that a consumer has applied.");
        _meter.CreateObservableGauge("ordergrains.stream.lag", () => Observe((x, partition) => _tail.Behind(partition, x.Checkpoint.Position).Events), "{event}", "Events that a consumer has not applied yet.");
        _meter.CreateObservableGauge("ordergrains.stream.lag.time", () => Observe(Waiting), "s", "How long the first of them waits, at most.");
        _meter.CreateObservableGauge("ordergrains.stream.parked", () => Observe(x => (long)x.Checkpoint.Parked.Length), "{event}", "How many records a consumer leaves out since an event of theirs could not be applied.");
        _meter.CreateObservableGauge("ordergrains.stream.cached", () => Observe(_caches, (size, _) => size), "{slice}", "Slices that wait for a consumer.");
        _meter.CreateObservableGauge("ordergrains.journal.tail.events", () => _tail.Kept, "{event}", "The journal's newest events that are kept in memory for all consumers.");
    }

    /// <summary>A consumer is active.</summary>
    public void Enter(string kind, int partition, Func<Applied> applied) => _consumers[(kind, partition)] = applied;

    /// <summary>A consumer is no longer active.</summary>
    public void Leave(string kind, int partition) => _consumers.TryRemove((kind, partition), out _);

    /// <summary>Slices are kept for a consumer.</summary>
    public void EnterCache(string kind, int partition, Func<int> slices) => _caches[(kind, partition)] = slices;

    /// <summary>None are kept any more.</summary>
    public void LeaveCache(string kind, int partition) => _caches.TryRemove((kind, partition), out _);

    /// <summary>Slices were delivered.</summary>
    public void Delivered(string kind, int partition, int slices) => _deliveries.Add(slices, Tag("kind", kind), Tag("partition", partition));

    /// <summary>Events are behind a consumer.</summary>
    public void Passed(string kind, int partition, IReadOnlyList<RecordedEvent> events, int first)
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

    private double Waiting(Applied applied, int partition)
    {
        var (events, recordedAt) = _tail.Behind(partition, applied.Checkpoint.Position);
        return events > 0 && (recordedAt ?? applied.RecordedAt) is { } since ? Math.Max(0, (_clock.GetUtcNow() - since).TotalSeconds) : 0;
    }

    private IEnumerable<Measurement<long>> ObserveHeads() => _tail.Heads.Select((head, partition) => new Measurement<long>(head, Tag("partition", partition)));

    private IEnumerable<Measurement<T>> Observe<T>(Func<Applied, T> value)
        where T : struct => Observe((x, _) => value(x));

    private IEnumerable<Measurement<T>> Observe<T>(Func<Applied, int, T> value)
        where T : struct => Observe(_consumers, value);

    private static IEnumerable<Measurement<T>> Observe<TSource, T>(ConcurrentDictionary<(string Kind, int Partition), Func<TSource>> sources, Func<TSource, int, T> value)
        where T : struct => sources.Select(x => new Measurement<T>(value(x.Value(), x.Key.Partition), Tag("kind", x.Key.Kind), Tag("partition", x.Key.Partition)));

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);
}

/// <summary>How far a consumer is, and when the last event that it has applied was recorded; null if none since it woke.</summary>
internal readonly record struct Applied(ConsumerCheckpoint Checkpoint, DateTimeOffset? RecordedAt);
