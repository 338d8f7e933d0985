using System.Collections.Frozen;
using System.Collections.Immutable;
using OrderGrains.Domain.Search;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Search;

/// <summary>A kind of record that is searched: which of its events change words, and what the words are.</summary>
internal abstract class SearchedKind(SearchTable table)
{
    /// <summary>The table of the words.</summary>
    public SearchTable Table { get; } = table;

    /// <summary>Fetches what reading these events needs.</summary>
    public abstract ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events);

    /// <summary>The words after an event; null if it is not of this kind, or changes none.</summary>
    public abstract SearchedRecord? Read(RecordedEvent recorded);
}

/// <summary>
/// A kind of record. A first event, as of every submission, says all the words; for a later one the record is loaded as it is now, so that
/// no event has to repeat what another said. Whatever the key of the personal data no longer opens is not among the words.
/// </summary>
/// <param name="table">The table of the words.</param>
/// <param name="changing">The events that may change the words.</param>
/// <param name="words">The words of a record.</param>
/// <param name="aggregate">How the record is folded.</param>
/// <param name="catalog">The record's events.</param>
/// <param name="store">Loads records.</param>
/// <param name="keys">The keys of personal data.</param>
internal sealed class SearchedKind<TState, TEvent>(
    SearchTable table, IEnumerable<EventContract> changing, Func<TState, SearchedText> words, Aggregate<TState, TEvent> aggregate,
        EventCatalog<TEvent> catalog,
    AggregateStore<TState, TEvent, Rejection> store, IKeyStore keys)
    : SearchedKind(table)
    where TState : class
    where TEvent : class
{
    private readonly FrozenSet<(string, int)> _changing = changing.Select(line => (line.Name, line.Schema)).ToFrozenSet();
    private readonly Dictionary<Guid, Loaded<TState>> _loaded = [];
    private readonly Dictionary<Guid, StreamUnreadableException> _unreadable = [];
    private IReadOnlyDictionary<Guid, PersonalKey> _keys = ImmutableDictionary<Guid, PersonalKey>.Empty;

    /// <inheritdoc/>
    public override async ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events)
    {
        _loaded.Clear();
        _unreadable.Clear();
        HashSet<Guid> keyIds = [];
        HashSet<Guid> later = [];
        foreach (var recorded in events.Where(Changes))
        {
            if (recorded.Version > 1)
                later.Add(recorded.Stream.Value);
            else if (recorded.Event.KeyId is { } id)
                keyIds.Add(id);
        }
        _keys = await keys.FindAsync(keyIds, CancellationToken.None);
        foreach (var stream in later)
        {
            try
            {
                _loaded[stream] = await store.LoadAsync(new StreamId(stream), CancellationToken.None);
            }
            catch (StreamUnreadableException unreadable)
            {
                _unreadable[stream] = unreadable;
            }
        }
    }

    /// <inheritdoc/>
    public override SearchedRecord? Read(RecordedEvent recorded)
    {
        if (!Changes(recorded))
            return null;
        if (recorded.Version == 1)
            return new(recorded.Stream, 1, words(aggregate.Evolve(aggregate.Initial, catalog.Read(recorded, _keys))));
        if (_unreadable.TryGetValue(recorded.Stream.Value, out var unreadable))
            throw unreadable;
        var loaded = _loaded[recorded.Stream.Value];
        return new(recorded.Stream, loaded.Version, words(loaded.State));
    }

    private bool Changes(RecordedEvent recorded) => _changing.Contains((recorded.Event.Type, recorded.Event.Schema));
}
