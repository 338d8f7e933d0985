using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrderGrains.Server.Streams;

/// <summary>A grain that follows one partition of the journal, keyed by it.</summary>
[Alias("og.streams.consumer")]
public interface IJournalConsumer : IGrainWithIntegerKey
{
    /// <summary>The position of the last event that it has taken in.</summary>
    [Alias("position")]
    Task<long> PositionAsync();

    /// <summary>Completes when it has taken in the events up to a position, or when this activation ends. Others are served meanwhile.</summary>
    [Alias("reach"), AlwaysInterleave]
    Task ReachAsync(long position);

    /// <summary>How far it is, and what it has parked.</summary>
    [Alias("place")]
    Task<ConsumerPlace> PlaceAsync();

    /// <summary>Takes in a parked record's events, from the parked one on, in their order.</summary>
    /// <param name="position">The position of the parked event.</param>
    /// <returns>Null if all were taken in; the parked event as it is now if one fails again, with the reason. Nothing, too, if no such event is parked.</returns>
    [Alias("resume")]
    Task<ParkedEvent?> ResumeAsync(long position);
}

/// <summary>How far a consumer is in its partition. Stored with what the consumer makes of the events, and the only truth about where it goes on.</summary>
/// <param name="Position">The position of the last event that was taken in or parked.</param>
/// <param name="Parked">The records that are left out since an event of theirs could not be taken in, in the order of positions.</param>
[GenerateSerializer, Immutable, Alias("og.streams.place")]
public sealed record ConsumerPlace([property: Id(0)] long Position, [property: Id(1)] ImmutableArray<ParkedEvent> Parked)
{
    /// <summary>Before the first event.</summary>
    public static readonly ConsumerPlace Start = new(0, []);
}

/// <summary>An event that a consumer could not take in. The record's later events wait behind it.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Stream">The record's stream.</param>
/// <param name="Version">Its number in the stream.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Reason">What went wrong.</param>
/// <param name="ParkedAt">When it was parked.</param>
[GenerateSerializer, Immutable, Alias("og.streams.parked")]
public sealed record ParkedEvent(
    [property: Id(0)] long Position, [property: Id(1)] Guid Stream, [property: Id(2)] int Version, [property: Id(3)] string Type, [property: Id(4)] string Reason,
    [property: Id(5)] DateTimeOffset ParkedAt);
