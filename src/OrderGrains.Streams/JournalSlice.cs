using OrderGrains.Journal;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace OrderGrains.Streams;

/// <summary>Consecutive events of a partition: what a stream of the journal delivers.</summary>
/// <param name="kind">The consumer's kind.</param>
/// <param name="partition">The partition.</param>
/// <param name="events">The events: at least one, in the order of positions, without gaps.</param>
[GenerateSerializer, Alias("og.streams.slice")]
public sealed class JournalSlice(string kind, int partition, IReadOnlyList<RecordedEvent> events) : IBatchContainer
{
    [Id(0)] private readonly string _kind = kind;
    [Id(1)] private readonly int _partition = partition;
    [Id(2), Immutable] private IReadOnlyList<RecordedEvent> _events = events; // A copy of the slice shares the list, which never changes.
    [Id(3)] private readonly long _first = events[0].Position;

    /// <summary>The events; empty once they are released.</summary>
    public IReadOnlyList<RecordedEvent> Events => Volatile.Read(ref _events);
    /// <inheritdoc/>
    public Orleans.Runtime.StreamId StreamId => JournalStream.Id(_kind, _partition);
    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(_first);

    /// <summary>Releases the events of this slice, since they are applied; copies keep theirs.</summary>
    /// <remarks>
    /// A stream keeps its last slice until there is a new one, and events kept for each partition and kind burden the GC.
    /// </remarks>
    public void Release() => Volatile.Write(ref _events, []);

    /// <summary>The slice itself, as one item.</summary>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => [Tuple.Create((T)(object)this, SequenceToken)];

    /// <summary>Imports nothing: RequestContext is not propagated to consumers.</summary>
    public bool ImportRequestContext() => false;
}
