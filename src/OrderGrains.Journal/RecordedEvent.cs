namespace OrderGrains.Journal;

/// <summary>An event in the journal.</summary>
/// <param name="Stream">The record's stream.</param>
/// <param name="Version">Its number in the stream, from 1 without gaps.</param>
/// <param name="Partition">The stream's partition.</param>
/// <param name="Position">Its number in the partition, from 1 without gaps, in the order of commits.</param>
/// <param name="Event">The event as it was appended, unless it was altered since.</param>
/// <param name="IsAltered">
/// Whether the event, or the one before it, was altered in the store, so that its hash does not match. Set when single events and pages are
/// read; a whole stream is checked by its fold.
/// </param>
[GenerateSerializer, Immutable, Alias("og.journal.recorded")]
public sealed record RecordedEvent(
    [property: Id(0)] StreamId Stream,
    [property: Id(1)] int Version,
    [property: Id(2)] int Partition,
    [property: Id(3)] long Position,
    [property: Id(4)] NewEvent Event,
    [property: Id(5)] bool IsAltered = false)
{
    /// <summary>Throws if the event was altered.</summary>
    /// <exception cref="StreamUnreadableException">The event was altered.</exception>
    public void RequireUnaltered()
    {
        if (IsAltered)
            throw new StreamUnreadableException(Stream, Version, "the hash does not match.");
    }
}

/// <summary>A stored fold of a stream, which shortens loading and may be dropped at any time.</summary>
/// <param name="Stream">The record's stream.</param>
/// <param name="Version">The version of the folded stream.</param>
/// <param name="Fold">The version of the fold's code. Loading ignores snapshots of another; a lower one never overwrites a higher.</param>
/// <param name="Hash">The hash of the event at <paramref name="Version"/>, from which the chain continues.</param>
/// <param name="Body">
/// The state and the time of the event at <paramref name="Version"/>, UTF-8 JSON; encrypted if <paramref name="KeyId"/> is not null.
/// </param>
/// <param name="KeyId">The key that encrypts the body.</param>
public sealed record Snapshot(StreamId Stream, int Version, int Fold, byte[] Hash, byte[] Body, Guid? KeyId);

/// <summary>The newest snapshot of a stream, if any, and every event after it; neither if there is no such stream.</summary>
public sealed record StreamSlice(StreamId Stream, Snapshot? Snapshot, IReadOnlyList<RecordedEvent> Tail);
