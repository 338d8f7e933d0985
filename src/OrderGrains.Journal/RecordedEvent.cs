namespace OrderGrains.Journal;

/// <summary>An event as the journal holds it.</summary>
/// <param name="Stream">The record's stream.</param>
/// <param name="Version">Its number in the stream, from 1 without gaps.</param>
/// <param name="Partition">The stream's partition.</param>
/// <param name="Position">Its number in the partition, from 1 without gaps, in the order of commits.</param>
/// <param name="Event">The event as it was appended, unless it was altered since.</param>
/// <param name="IsAltered">Whether it does not carry the hash that belongs to it: it was altered in the store, or the event before it was, and it is
/// not to be believed. Found out by whatever reads single events and pages; a whole stream is checked by its fold.</param>
[GenerateSerializer, Immutable, Alias("og.journal.recorded")]
public sealed record RecordedEvent(
    [property: Id(0)] StreamId Stream, [property: Id(1)] int Version, [property: Id(2)] int Partition, [property: Id(3)] long Position, [property: Id(4)] NewEvent Event,
    [property: Id(5)] bool IsAltered = false)
{
    /// <summary>Refuses an event that was altered.</summary>
    /// <exception cref="StreamUnreadableException">It was.</exception>
    public void RequireUnaltered()
    {
        if (IsAltered)
            throw new StreamUnreadableException(Stream, Version, "the hash does not match.");
    }
}

/// <summary>A fold of a stream, kept to shorten loading; can be dropped at any time.</summary>
/// <param name="Stream">The record's stream.</param>
/// <param name="Version">The version that it is the fold of.</param>
/// <param name="Fold">The version of the fold's code; another one's snapshots are ignored, and a lower one never overwrites a higher.</param>
/// <param name="Hash">The hash of the event at <paramref name="Version"/>, on which the chain goes on.</param>
/// <param name="Body">When the event at <paramref name="Version"/> was recorded and the state, UTF-8 JSON, encrypted with <paramref name="KeyId"/> where that is not null.</param>
/// <param name="KeyId">The key that the body is encrypted with.</param>
public sealed record Snapshot(StreamId Stream, int Version, int Fold, byte[] Hash, byte[] Body, Guid? KeyId);

/// <summary>What is needed to fold a stream: its newest snapshot, if any, and every event after it. No snapshot and no events: there is no such stream.</summary>
public sealed record StreamSlice(StreamId Stream, Snapshot? Snapshot, IReadOnlyList<RecordedEvent> Tail);
