namespace OrderGrains.Journal;

/// <summary>A kind of record, for verifying and rebuilding.</summary>
public abstract class RecordKind
{
    private protected RecordKind(string name, IRowTable? rows) => (Name, Rows) = (name, rows);

    /// <summary>The kind's name.</summary>
    public string Name { get; }

    internal IRowTable? Rows { get; }

    /// <summary>Creates a kind.</summary>
    /// <param name="aggregate">The fold of its events.</param>
    /// <param name="catalog">The catalog of its events.</param>
    /// <param name="rows">The table with its rows; null if it has none.</param>
    public static RecordKind Create<TState, TEvent>(Aggregate<TState, TEvent> aggregate, EventCatalog<TEvent> catalog, IRowTable? rows)
        where TState : class
        where TEvent : class => new RecordKind<TState, TEvent>(aggregate, catalog, rows);

    /// <summary>The names of its events.</summary>
    internal abstract IEnumerable<string> EventNames { get; }

    /// <summary>Compares a stream with its facts, snapshot and row.</summary>
    internal abstract void Verify(StoredStream stream, IReadOnlyDictionary<Guid, PersonalKey> keys, Action<JournalFinding> report);

    /// <summary>Derives a stream's row and snapshot from its events.</summary>
    internal abstract ValueTask<(IStreamRow? Row, Snapshot? Snapshot)> RebuildAsync(
        StoredStream stream, IReadOnlyDictionary<Guid, PersonalKey> keys, IKeyStore store, CancellationToken cancellation);
}

/// <summary>A stored stream with its snapshot and row.</summary>
internal sealed record StoredStream(StreamId Id, IReadOnlyList<RecordedEvent> Events, Snapshot? Snapshot, IStreamRow? Row);
