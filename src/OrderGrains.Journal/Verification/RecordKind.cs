namespace OrderGrains.Journal;

/// <summary>A kind of record, as verifying and rebuilding need it.</summary>
public abstract class RecordKind
{
    private protected RecordKind(string name, IRowTable? rows) => (Name, Rows) = (name, rows);

    /// <summary>The kind's name.</summary>
    public string Name { get; }

    internal IRowTable? Rows { get; }

    /// <summary>Makes a kind.</summary>
    /// <param name="aggregate">How its events fold.</param>
    /// <param name="catalog">How they are stored.</param>
    /// <param name="rows">The table with its rows; null if it has none.</param>
    public static RecordKind Create<TState, TEvent>(Aggregate<TState, TEvent> aggregate, EventCatalog<TEvent> catalog, IRowTable? rows)
        where TState : class
        where TEvent : class => new RecordKind<TState, TEvent>(aggregate, catalog, rows);

    /// <summary>The names of its events.</summary>
    internal abstract IEnumerable<string> EventNames { get; }

    /// <summary>Compares a stream with what stands beside it.</summary>
    internal abstract void Verify(StoredStream stream, IReadOnlyDictionary<Guid, PersonalKey> keys, Action<JournalFinding> report);

    /// <summary>Makes a stream's row and snapshot from its events.</summary>
    internal abstract ValueTask<(IStreamRow? Row, Snapshot? Snapshot)> RebuildAsync(
        StoredStream stream, IReadOnlyDictionary<Guid, PersonalKey> keys, IKeyStore store, CancellationToken cancellation);
}

/// <summary>Everything that is stored of a stream.</summary>
internal sealed record StoredStream(StreamId Id, IReadOnlyList<RecordedEvent> Events, Snapshot? Snapshot, IStreamRow? Row);
