using OrderGrains.Journal;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace OrderGrains.Streams;

/// <summary>Some events of a partition that follow each other: what a stream of the journal delivers.</summary>
/// <param name="kind">The consumer's kind.</param>
/// <param name="partition">The partition.</param>
/// <param name="events">The events, at least one, in the order of positions, without gaps.</param>
[GenerateSerializer, Alias("og.streams.slice")]
public sealed class JournalSlice(string kind, int partition, IReadOnlyList<RecordedEvent> events) : IBatchContainer
{
    [Id(0)] private readonly string _kind = kind;
    [Id(1)] private readonly int _partition = partition;
    [Id(2), Immutable] private IReadOnlyList<RecordedEvent> _events = events; // the list never changes: a copy of the slice shares it
    [Id(3)] private readonly long _first = events[0].Position;

    /// <summary>The events; none once they were let go.</summary>
    public IReadOnlyList<RecordedEvent> Events => Volatile.Read(ref _events);
    /// <inheritdoc/>
    public Orleans.Runtime.StreamId StreamId => JournalStream.Id(_kind, _partition);
    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(_first);

    /// <summary>Lets the events of this slice go, since they are applied; copies keep theirs. A stream keeps what it has delivered until there is
    /// something new, and what every partition keeps for every kind is expensive to collect around.</summary>
    public void LetGo() => Volatile.Write(ref _events, []);

    /// <summary>The slice itself, as one item.</summary>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => [Tuple.Create((T)(object)this, SequenceToken)];

    /// <summary>Nothing of whoever caused the events goes on with them.</summary>
    public bool ImportRequestContext() => false;
}
