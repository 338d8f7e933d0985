using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrderGrains.Streams;

/// <summary>A grain that follows one partition of the journal, keyed by it.</summary>
[Alias("og.streams.consumer"), GrainInterfaceType("OrderGrains.Server.Streams.IJournalConsumer")] // as servers of all versions know it
public interface IJournalConsumer : IGrainWithIntegerKey
{
    /// <summary>The position of the last event that it has applied.</summary>
    [Alias("position")]
    Task<long> PositionAsync();

    /// <summary>Waits until it has applied the events up to a position, for a second at most: an activation does not end while it is waited for. Others are served meanwhile.</summary>
    /// <param name="position">The position.</param>
    /// <returns>False if it has not got there.</returns>
    [Alias("reach"), AlwaysInterleave]
    Task<bool> ReachAsync(long position);

    /// <summary>How far it is, and what it has parked.</summary>
    [Alias("checkpoint")]
    Task<ConsumerCheckpoint> CheckpointAsync();

    /// <summary>Applies a parked record's events, from the parked one on, in their order.</summary>
    /// <param name="position">The position of the parked event.</param>
    /// <returns>What came of it; null if no such event is parked.</returns>
    [Alias("resume")]
    Task<Resumption?> ResumeAsync(long position);
}

/// <summary>What came of resuming a parked record.</summary>
/// <param name="Parked">The parked event as it is now, with the reason, if one of the record's events could not be applied again; null if all were.</param>
[GenerateSerializer, Immutable, Alias("og.streams.resumption")]
public sealed record Resumption([property: Id(0)] ParkedEvent? Parked);

/// <summary>A consumer's stored state was written by a newer version of the program. It waits for that one, and is changed by no other.</summary>
[GenerateSerializer, Alias("og.fault.newer-state")]
public sealed class NewerStateException(string state, int version, int known) : Exception($"The stored {state} are of version {version}; this program knows {known}.")
{
    /// <summary>The version of what is stored.</summary>
    [Id(0)] public int Version { get; } = version;
    /// <summary>The highest version that this program knows.</summary>
    [Id(1)] public int Known { get; } = known;
}

/// <summary>How far a consumer is in its partition. Stored with what the consumer makes of the events, and the only truth about where it goes on.</summary>
/// <param name="Position">The position of the last event that was applied or parked.</param>
/// <param name="Parked">The records that are left out since an event of theirs could not be applied, in the order of positions.</param>
[GenerateSerializer, Immutable, Alias("og.streams.checkpoint")]
public sealed record ConsumerCheckpoint([property: Id(0)] long Position, [property: Id(1)] ImmutableArray<ParkedEvent> Parked)
{
    /// <summary>Before the first event.</summary>
    public static readonly ConsumerCheckpoint Start = new(0, []);
}

/// <summary>An event that a consumer could not apply. The record's later events wait behind it.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Stream">The record's stream.</param>
/// <param name="Version">Its number in the stream.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Reason">The fault.</param>
/// <param name="ParkedAt">When it was parked.</param>
[GenerateSerializer, Immutable, Alias("og.streams.parked")]
public sealed record ParkedEvent(
    [property: Id(0)] long Position, [property: Id(1)] Guid Stream, [property: Id(2)] int Version, [property: Id(3)] string Type, [property: Id(4)] string Reason,
    [property: Id(5)] DateTimeOffset ParkedAt);
