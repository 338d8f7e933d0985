using OrderGrains.Journal;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace OrderGrains.Server.Streams;

/// <summary>Some events of a partition that follow each other: what a stream of the journal delivers.</summary>
/// <param name="Kind">The consumer's kind.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Events">The events, at least one, in the order of positions, without gaps.</param>
[GenerateSerializer, Immutable, Alias("og.streams.slice")]
public sealed record JournalSlice([property: Id(0)] string Kind, [property: Id(1)] int Partition, [property: Id(2)] IReadOnlyList<RecordedEvent> Events) : IBatchContainer
{
    /// <inheritdoc/>
    public Orleans.Runtime.StreamId StreamId => JournalStream.Id(Kind, Partition);
    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(Events[0].Position);

    /// <summary>The slice itself, as one item.</summary>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => [Tuple.Create((T)(object)this, SequenceToken)];

    /// <summary>Nothing of whoever caused the events goes on with them.</summary>
    public bool ImportRequestContext() => false;
}
