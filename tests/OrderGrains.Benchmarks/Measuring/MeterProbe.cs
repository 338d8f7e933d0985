using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OrderGrains.Benchmarks.Load;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>What a server has measured of itself since it was last asked: its histograms in seconds, and what it has counted.</summary>
internal sealed class MeterProbe(string path)
{
    public const string Variable = "ORDERGRAINS_METER_PROBE";
    private static readonly Dictionary<string, LatencyHistogram> Histograms = [];
    private static readonly Dictionary<string, double> Counts = [];

    public Dictionary<string, string> Environment =>
        new() { ["DOTNET_STARTUP_HOOKS"] = typeof(MeterProbe).Assembly.Location, [Variable] = path };

    /// <summary>Median and 99th percentile in milliseconds by histogram, and the number by counter, of consumers with their kind:
    /// <c>ordergrains.stream.delay statistics</c>.</summary>
    public Dictionary<string, double[]> Read()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using var stream = new NetworkStream(socket);
        return JsonSerializer.Deserialize(stream, LoadJson.Default.DictionaryStringDoubleArray)!;
    }

    /// <summary>The other side, in the server.</summary>
    public static void Serve(string path)
    {
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("OrderGrains.", StringComparison.Ordinal)
                && instrument is Histogram<double> or Counter<long>)
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) => Record(Name(instrument, tags), seconds));
        meters.SetMeasurementEventCallback<long>((instrument, number, tags, _) => Count(Name(instrument, tags), number));
        meters.Start();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        while (true)
        {
            using var client = listener.Accept();
            client.Send(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Take(), LoadJson.Default.DictionaryStringDoubleArray)));
        }
    }

    // Kinds of consumers are told apart.
    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, kind) in tags)
        {
            if (key == "kind")
                return $"{instrument.Name} {kind}";
        }
        return instrument.Name;
    }

    private static void Record(string name, double seconds)
    {
        lock (Histograms)
        {
            if (!Histograms.TryGetValue(name, out var histogram))
                Histograms.Add(name, histogram = new LatencyHistogram());
            histogram.Record((long)(Math.Max(0, seconds) * 1e9));
        }
    }

    private static void Count(string name, long number)
    {
        lock (Histograms)
            Counts[name] = Counts.GetValueOrDefault(name) + number;
    }

    private static Dictionary<string, double[]> Take()
    {
        lock (Histograms)
        {
            var taken = Histograms.ToDictionary(x => x.Key, x => new[] { x.Value.Milliseconds(.5), x.Value.Milliseconds(.99) });
            foreach (var (name, number) in Counts)
                taken[name] = [number];
            Histograms.Clear();
            Counts.Clear();
            return taken;
        }
    }
}
