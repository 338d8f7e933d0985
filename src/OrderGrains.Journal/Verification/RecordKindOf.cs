using System.Text.Json;

namespace OrderGrains.Journal;

internal sealed class RecordKind<TState, TEvent>(
    Aggregate<TState, TEvent> aggregate, EventCatalog<TEvent> catalog, IRowTable? rows) : RecordKind(aggregate.Kind, rows)
    where TState : class
    where TEvent : class
{
    private readonly StreamFold<TState, TEvent> _fold = new(aggregate, catalog);

    internal override IEnumerable<string> EventNames => catalog.Types.Select(type => type.Name).Distinct();

    internal override void Verify(StoredStream stream, IReadOnlyDictionary<Guid, PersonalKey> keys, Action<JournalFinding> report)
    {
        var (loaded, erased) = (_fold.Empty, false);
        try
        {
            foreach (var recorded in stream.Events)
            {
                var before = loaded;
                loaded = _fold.Add(loaded, stream.Id, [recorded], keys);
                erased |= recorded.Event.KeyId is { } id && !keys.ContainsKey(id);
                if (!recorded.Event.Facts.AsSpan().SequenceEqual(aggregate.Facts(before.State, loaded.State)))
                    Report("the facts are not those of the fold.");
                if (recorded.Event.RecordedAt < before.RecordedAt)
                    Report("it was recorded before its predecessor.");
                if (stream.Snapshot is { } snapshot && snapshot.Version == loaded.Version && !IsFold(snapshot, loaded, erased, keys))
                    Report("the snapshot is not the fold.");
            }
        }
        catch (StreamUnreadableException e)
        {
            report(new(stream.Id, e.Version, e.Reason));
            return; // The row of a stream that cannot be folded cannot be judged.
        }
        if (Rows is not null)
            VerifyRow(stream, loaded, Report);

        void Report(string problem) => report(new(stream.Id, loaded.Version, problem));
    }

    internal override async ValueTask<(IStreamRow? Row, Snapshot? Snapshot)> RebuildAsync(
        StoredStream stream, IReadOnlyDictionary<Guid, PersonalKey> keys, IKeyStore store, CancellationToken cancellation)
    {
        var (loaded, due) = (_fold.Empty, (Loaded<TState>?)null);
        for (var i = 0; i < stream.Events.Count; i++)
        {
            loaded = _fold.Add(loaded, stream.Id, [stream.Events[i]], keys);
            var endsCommand = i + 1 == stream.Events.Count || stream.Events[i + 1].Event.CommandId != stream.Events[i].Event.CommandId;
            var creates = stream.Events[0].Event is { Fingerprint: not null, CommandId: var first }
                && first == stream.Events[i].Event.CommandId;
            if (!endsCommand || creates || !loaded.IsSnapshotDue)
                continue;
            due = loaded;
            loaded = loaded with { TailEvents = 0, TailBytes = 0 };
        }
        var row = Rows is null ? null : aggregate.Row(stream.Id, loaded.Version, loaded.State);
        if (due is null)
            return (row, null);
        var key = catalog.HoldsPersonal ? await store.CurrentAsync(aggregate.KeySubject(stream.Id, due.State), cancellation) : null;
        return (row, _fold.Write(stream.Id, due, key));
    }

    private void VerifyRow(StoredStream stream, Loaded<TState> loaded, Action<string> report)
    {
        var expected = aggregate.Row(stream.Id, loaded.Version, loaded.State);
        if (expected is null != stream.Row is null)
            report(expected is null ? "there is a row where none should be." : "the row is missing.");
        else if (stream.Row is { } stored && stored.Version != loaded.Version)
            report($"the row stands for version {stored.Version}, the last event is {loaded.Version}.");
        else if (stream.Row is { } row && !Rows!.Matches(row, expected!)) // Not null: the caller has checked Rows, and there is a row.
            report("the row is not that of the fold.");
    }

    private bool IsFold(Snapshot snapshot, Loaded<TState> loaded, bool erased, IReadOnlyDictionary<Guid, PersonalKey> keys)
    {
        if (!snapshot.Hash.AsSpan().SequenceEqual(loaded.Hash))
            return false;
        // Loading ignores snapshots of another fold; a snapshot with personal data erased since cannot be compared.
        if (snapshot.Fold != aggregate.Fold || erased || (snapshot.KeyId is { } id && !keys.ContainsKey(id)))
            return true;
        return _fold.Read(snapshot, keys) is { } read
            && read.RecordedAt == loaded.RecordedAt
            && JsonElement.DeepEquals(ToJson(read.State), ToJson(loaded.State));

        JsonElement ToJson(TState state) => JsonSerializer.SerializeToElement(state, aggregate.StateJson);
    }
}
