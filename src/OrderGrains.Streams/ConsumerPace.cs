namespace OrderGrains.Streams;

/// <summary>The pace at which a kind of consumer follows the journal.</summary>
/// <remarks>
/// After a pause the consumer reads the next event at once; under load it gathers events, because each delivery and transaction has a cost.
/// </remarks>
/// <param name="MinInterval">The minimum time between two reads of a partition.</param>
/// <param name="MaxSliceEvents">The maximum number of events in one read.</param>
/// <param name="WrittenPerEvent">
/// How many events the journal writes, while it is busy, for each that the kind reads; 0 if it never yields.
/// </param>
public sealed record ConsumerPace(TimeSpan MinInterval, int MaxSliceEvents, int WrittenPerEvent)
{
    /// <summary>Whether the kind yields to writers of the journal (back-pressure).</summary>
    public bool YieldsToWriters => WrittenPerEvent > 0;

    /// <summary>Reads whatever there is, at once: for cheap consumers that somebody waits for.</summary>
    public static readonly ConsumerPace Prompt = new(TimeSpan.Zero, 100, 0);
    /// <summary>
    /// Reads at most twice a second and yields to submissions: for consumers that write tables and may lag behind a peak.
    /// </summary>
    public static readonly ConsumerPace Yielding = new(TimeSpan.FromMilliseconds(500), 500, 64);
}
