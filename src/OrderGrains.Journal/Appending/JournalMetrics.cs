using System.Diagnostics.Metrics;

namespace OrderGrains.Journal.Appending;

/// <summary>The journal's instruments.</summary>
internal static class JournalMetrics
{
    public const string MeterName = "OrderGrains.Journal";
    private static readonly Meter Meter = new(MeterName);

    public static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("ordergrains.journal.batch.size", "{command}", "Commands in a batch.");
    public static readonly Histogram<double> CommitDuration =
        Meter.CreateHistogram<double>("ordergrains.journal.commit.duration", "s", "Time between sending a batch and its result.");
    public static readonly Histogram<double> QueueWait =
        Meter.CreateHistogram<double>("ordergrains.journal.queue.wait", "s", "Time that an append waited before it was sent.");
    public static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "ordergrains.journal.conflicts", "{append}", "Appends not written because of a version conflict or a known key.");
    public static readonly Counter<long> Overloaded = Meter.CreateCounter<long>(
        "ordergrains.journal.overloaded", "{append}", "Appends refused because the queue was full.");
    public static readonly Counter<long> Unknown =
        Meter.CreateCounter<long>("ordergrains.journal.outcome.unknown", "{batch}", "Batches lost while being written.");
    public static readonly Counter<long> Unresolved = Meter.CreateCounter<long>(
        "ordergrains.journal.outcome.unresolved", "{append}", "Appends whose outcome could not be determined.");
}
