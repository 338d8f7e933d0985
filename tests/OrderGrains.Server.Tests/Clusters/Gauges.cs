using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>The measurements of the consumers.</summary>
internal sealed class Gauges : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(string Name, string? Kind), double> totals = [];
    private readonly ConcurrentBag<(string Name, string? Kind, double Value)> observed = [];

    public Gauges()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == "OrderGrains.Streams")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The current value of a gauge over all partitions of a kind.</summary>
    public double Sum(string name, string? kind)
    {
        observed.Clear();
        listener.RecordObservableInstruments();
        return observed.Where(x => x.Name == name && x.Kind == kind).Sum(x => x.Value);
    }

    /// <summary>Of how many partitions a gauge shows something of a kind.</summary>
    public int Partitions(string name, string? kind)
    {
        observed.Clear();
        listener.RecordObservableInstruments();
        return observed.Count(x => x.Name == name && x.Kind == kind);
    }

    /// <summary>The value of a counter since the beginning.</summary>
    public double Total(string name, string kind) => totals.GetValueOrDefault((name, kind));

    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? kind = null;
        foreach (var (key, tag) in tags)
            kind = key == "kind" ? (string?)tag : kind;
        if (instrument.IsObservable)
            observed.Add((instrument.Name, kind, value));
        else
            totals.AddOrUpdate((instrument.Name, kind), value, (_, sum) => sum + value);
    }
}
