using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrderGrains.Streams;

/// <summary>A grain that follows one partition of the journal; its key is the partition.</summary>
[Alias("og.streams.consumer"), GrainInterfaceType("OrderGrains.Server.Streams.IJournalConsumer")] // The name that all versions share.
public interface IJournalConsumer : IGrainWithIntegerKey
{
    /// <summary>Returns the position of the last event that it has applied.</summary>
    [Alias("position")]
    Task<long> PositionAsync();

    /// <summary>Waits, for at most a second, until it has applied the events up to a position.</summary>
    /// <remarks>Keeps the activation alive while it waits, and lets other calls interleave.</remarks>
    /// <param name="position">The position.</param>
    /// <returns>False if it has not reached the position.</returns>
    [Alias("reach"), AlwaysInterleave]
    Task<bool> ReachAsync(long position);

    /// <summary>Returns its checkpoint, including the events that it has parked.</summary>
    [Alias("checkpoint")]
    Task<ConsumerCheckpoint> CheckpointAsync();

    /// <summary>Applies the events of a parked record in order, beginning with the parked one.</summary>
    /// <param name="position">The position of the parked event.</param>
    /// <returns>The result; null if no such event is parked.</returns>
    [Alias("resume")]
    Task<Resumption?> ResumeAsync(long position);
}

/// <summary>The result of resuming a parked record.</summary>
/// <param name="Parked">The event that is parked now, if one of the record's events failed again; null if all were applied.</param>
[GenerateSerializer, Immutable, Alias("og.streams.resumption")]
public sealed record Resumption([property: Id(0)] ParkedEvent? Parked);

/// <summary>A newer version of the program wrote the consumer's state. The consumer waits for that version and changes nothing.</summary>
[GenerateSerializer, Alias("og.fault.newer-state")]
public sealed class NewerStateException(string state, int version, int known)
    : Exception($"The stored {state} have version {version}; this program knows only version {known}.")
{
    /// <summary>The version of the stored state.</summary>
    [Id(0)] public int Version { get; } = version;
    /// <summary>The highest version that this program knows.</summary>
    [Id(1)] public int Known { get; } = known;
}

/// <summary>A consumer's progress in its partition, stored with its effects: the source of truth about where it goes on.</summary>
/// <param name="Position">The position of the last event that it applied or parked.</param>
/// <param name="Parked">The parked events in the order of positions; the consumer skips the later events of their records.</param>
[GenerateSerializer, Immutable, Alias("og.streams.checkpoint")]
public sealed record ConsumerCheckpoint([property: Id(0)] long Position, [property: Id(1)] ImmutableArray<ParkedEvent> Parked)
{
    /// <summary>Before the first event.</summary>
    public static readonly ConsumerCheckpoint Start = new(0, []);
}

/// <summary>
/// An event that is parked (dead-lettered), because a consumer could not apply it. The record's later events wait behind it.
/// </summary>
/// <param name="Position">The event's position.</param>
/// <param name="Stream">The record's stream.</param>
/// <param name="Version">The event's number in the stream.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Reason">The message of the fault.</param>
/// <param name="ParkedAt">When it was parked.</param>
[GenerateSerializer, Immutable, Alias("og.streams.parked")]
public sealed record ParkedEvent(
    [property: Id(0)] long Position,
    [property: Id(1)] Guid Stream,
    [property: Id(2)] int Version,
    [property: Id(3)] string Type,
    [property: Id(4)] string Reason,
    [property: Id(5)] DateTimeOffset ParkedAt);
