using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace OrderGrains.Journal;

/// <summary>Loads the records of a kind and carries out commands on them: load, decide, append at the expected version, fold. Thread-safe; holds no record.</summary>
/// <typeparam name="TState">The fold.</typeparam>
/// <typeparam name="TEvent">The closed hierarchy of the events.</typeparam>
/// <typeparam name="TRefusal">Why rules refuse.</typeparam>
public sealed partial class AggregateStore<TState, TEvent, TRefusal>(
    IJournal journal, IKeyStore keys, EventCatalog<TEvent> catalog, Aggregate<TState, TEvent> aggregate, TimeProvider clock,
    ILogger<AggregateStore<TState, TEvent, TRefusal>>? logger = null)
    where TState : class
    where TEvent : class
    where TRefusal : class
{
    private readonly StreamFold<TState, TEvent> _fold = new(aggregate, catalog);

    /// <summary>The newest snapshot's writing, in the background.</summary>
    internal Task SnapshotWriting { get; private set; } = Task.CompletedTask;

    /// <summary>Loads a record: its snapshot and the events after it. Version 0 if there is no such record.</summary>
    /// <exception cref="StreamUnreadableException">An event is unknown to this version of the program, or was altered.</exception>
    public async ValueTask<Loaded<TState>> LoadAsync(StreamId stream, CancellationToken cancellation) => (await LoadAsync([stream], cancellation))[0];

    /// <summary>Loads records for a list, in the order asked for: one query for events, and one for those keys that are not cached.</summary>
    /// <exception cref="StreamUnreadableException">An event is unknown to this version of the program, or was altered.</exception>
    public async ValueTask<IReadOnlyList<Loaded<TState>>> LoadAsync(IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        var slices = await journal.LoadAsync(streams, aggregate.Fold, cancellation);
        var found = await FindKeysAsync(slices, cancellation);
        var loaded = new Loaded<TState>[slices.Count];
        for (var i = 0; i < loaded.Length; i++)
            loaded[i] = FoldSlice(slices[i], found) ?? await ReplayAsync(slices[i].Stream, cancellation);
        return loaded;
    }

    /// <summary>Reads a page of a record's events, in order, as they are stored and as what they say.</summary>
    /// <exception cref="StreamUnreadableException">An event is unknown to this version of the program, or was altered.</exception>
    public async ValueTask<IReadOnlyList<(RecordedEvent Recorded, TEvent Event)>> ReadAsync(StreamId stream, int afterVersion, int limit, CancellationToken cancellation)
    {
        var events = await journal.ReadStreamAsync(stream, afterVersion, limit, cancellation);
        HashSet<Guid>? ids = null;
        Collect(events, ref ids);
        var found = ids is null ? ImmutableDictionary<Guid, PersonalKey>.Empty : await keys.FindAsync(ids, cancellation);
        return [.. events.Select(recorded => (recorded, catalog.Read(recorded, found)))];
    }

    /// <summary>Reads what a stored event says.</summary>
    /// <exception cref="StreamUnreadableException">The event is unknown to this version of the program, or was altered.</exception>
    public async ValueTask<TEvent> ReadAsync(RecordedEvent recorded, CancellationToken cancellation)
    {
        var found = recorded.Event.KeyId is { } id ? await keys.FindAsync([id], cancellation) : ImmutableDictionary<Guid, PersonalKey>.Empty;
        return catalog.Read(recorded, found);
    }

    /// <summary>
    /// Carries out the command that creates a record. Nothing is loaded: it is decided against the empty state and appended at version 0, with the command's fingerprint
    /// in the first event. If the stream is there already, the same fingerprint means a repeat, which is answered with the record as it is now; another is a conflict.
    /// A refusal and a dry run look for the stream first (one row by its primary key), since the repeat of an accepted command stays accepted when the rules have changed since.
    /// Access comes before all of that: a caller who may not create the record learns nothing of the stream, and one who may not know of the record that is there gets a conflict,
    /// whatever the content.
    /// </summary>
    /// <param name="stream">The record's stream.</param>
    /// <param name="call">The command's frame.</param>
    /// <param name="access">Why the caller may not give the command to a record, or know of it; null where both are allowed. Pure.</param>
    /// <param name="decide">The rules: pure.</param>
    /// <param name="cancellation">Ends the waiting; what is queued is written all the same.</param>
    public async ValueTask<Outcome<TState, TRefusal>> CreateAsync(
        StreamId stream, Call call, Func<TState, TRefusal?> access, Func<TState, DateTimeOffset, Decided<TEvent, TRefusal>> decide, CancellationToken cancellation)
    {
        var empty = _fold.Empty;
        if (access(empty.State) is { } refusal)
            return new Outcome<TState, TRefusal>.Refused([refusal]);
        var at = Now(empty);
        var decided = decide(empty.State, at);
        if (call.DryRun || decided.Events.IsDefaultOrEmpty)
        {
            if (await FirstAsync(stream, cancellation) is { } first)
                return await CameBeforeAsync(stream, call, access, first.Event.Fingerprint, cancellation);
            return decided.Refusals.IsDefaultOrEmpty ? Tried(empty, decided.Events) : new Outcome<TState, TRefusal>.Refused(decided.Refusals);
        }
        var (append, loaded) = await PrepareAsync(stream, empty, decided.Events, at, call, creating: true, cancellation);
        var result = await journal.AppendAsync(append, cancellation);
        return result.Status == AppendStatus.Written
            ? new Outcome<TState, TRefusal>.Accepted(loaded.State, loaded.Version, Replayed: false)
            : await CameBeforeAsync(stream, call, access, result.StoredFingerprint, cancellation);
    }

    /// <summary>
    /// Carries out a command on an existing record. A caller without access is refused before anything is compared, so that it learns neither the revision nor what a key did.
    /// The repeat of an accepted command is answered as such before anything else is said, also when the expected revision is stale or the rules refuse by now. On a version
    /// conflict the record is loaded and decided about once more.
    /// </summary>
    /// <param name="stream">The record's stream.</param>
    /// <param name="current">The record as the caller holds it.</param>
    /// <param name="call">The command's frame.</param>
    /// <param name="access">Why the caller may not give the command to the record as it is, or know of it; null where both are allowed. Pure.</param>
    /// <param name="decide">The rules: pure; called twice after a version conflict.</param>
    /// <param name="cancellation">Ends the waiting; what is queued is written all the same.</param>
    /// <returns>How it ended, and the record as it is now.</returns>
    /// <exception cref="StreamContendedException">Another writer was faster twice.</exception>
    public async ValueTask<(Outcome<TState, TRefusal> Outcome, Loaded<TState> Loaded)> ExecuteAsync(
        StreamId stream, Loaded<TState> current, Call call, Func<TState, TRefusal?> access, Func<TState, DateTimeOffset, Decided<TEvent, TRefusal>> decide,
        CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (access(current.State) is { } refusal)
                return (new Outcome<TState, TRefusal>.Refused([refusal]), current);
            if (call.ExpectedRevision is { } expected && expected != current.Version)
                return await RepeatedAsync(stream, current, call, access, cancellation) ?? (new Outcome<TState, TRefusal>.Stale(current.Version), current);
            var at = Now(current);
            var decided = decide(current.State, at);
            if (!decided.Refusals.IsDefaultOrEmpty)
                return await RepeatedAsync(stream, current, call, access, cancellation) ?? (new Outcome<TState, TRefusal>.Refused(decided.Refusals), current);
            if (call.DryRun || decided.Events.IsDefaultOrEmpty)
                return await RepeatedAsync(stream, current, call, access, cancellation) ?? (Tried(current, decided.Events), current);
            var (append, next) = await PrepareAsync(stream, current, decided.Events, at, call, creating: false, cancellation);
            var result = await journal.AppendAsync(append, cancellation);
            switch (result.Status)
            {
                case AppendStatus.Written:
                    return (new Outcome<TState, TRefusal>.Accepted(next.State, next.Version, Replayed: false), KeepSnapshot(stream, next));
                case AppendStatus.KeyKnown:
                    return await RepeatAsync(stream, current, call, access, result.StoredFingerprint, result.CurrentVersion, cancellation);
                default:
                    current = await LoadAsync(stream, cancellation);
                    break;
            }
        }
        throw new StreamContendedException(stream);
    }

    private DateTimeOffset Now(Loaded<TState> after) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), after.RecordedAt.ToUnixTimeMilliseconds()));

    private Outcome<TState, TRefusal>.Accepted Tried(Loaded<TState> current, ImmutableArray<TEvent> events)
    {
        var state = current.State;
        foreach (var @event in events.IsDefault ? [] : events)
            state = aggregate.Evolve(state, @event);
        return new(state, current.Version + (events.IsDefault ? 0 : events.Length), Replayed: false);
    }

    private async ValueTask<Outcome<TState, TRefusal>> CameBeforeAsync(
        StreamId stream, Call call, Func<TState, TRefusal?> access, byte[]? fingerprint, CancellationToken cancellation)
    {
        if (!call.IsOf(fingerprint))
        {
            await FirstAsync(stream, cancellation); // A fingerprint that was altered says nothing.
            return new Outcome<TState, TRefusal>.KeyConflict();
        }
        var loaded = await LoadAsync(stream, cancellation);
        return access(loaded.State) is null ? new Outcome<TState, TRefusal>.Accepted(loaded.State, loaded.Version, Replayed: true) : new Outcome<TState, TRefusal>.KeyConflict();
    }

    private async ValueTask<RecordedEvent?> FirstAsync(StreamId stream, CancellationToken cancellation)
    {
        var first = (await journal.ReadStreamAsync(stream, 0, 1, cancellation)).SingleOrDefault();
        first?.RequireUnaltered();
        return first;
    }

    private async ValueTask<(Outcome<TState, TRefusal>, Loaded<TState>)?> RepeatedAsync(
        StreamId stream, Loaded<TState> current, Call call, Func<TState, TRefusal?> access, CancellationToken cancellation) =>
        call.KeyId is { } key && await journal.FindKeyAsync(stream, key, cancellation) is { } stored
            ? await RepeatAsync(stream, current, call, access, stored.Fingerprint, stored.Version, cancellation)
            : null;

    private async ValueTask<(Outcome<TState, TRefusal>, Loaded<TState>)> RepeatAsync(
        StreamId stream, Loaded<TState> current, Call call, Func<TState, TRefusal?> access, byte[]? fingerprint, int version, CancellationToken cancellation)
    {
        var now = version > current.Version ? await LoadAsync(stream, cancellation) : current;
        if (access(now.State) is { } refusal)
            return (new Outcome<TState, TRefusal>.Refused([refusal]), now);
        return call.IsOf(fingerprint)
            ? (new Outcome<TState, TRefusal>.Accepted(now.State, now.Version, Replayed: true), now)
            : (new Outcome<TState, TRefusal>.KeyConflict(), now);
    }

    /// <summary>Folds, encodes, seals and hashes a command's events; the hashes go on from <paramref name="current"/>.</summary>
    private async ValueTask<(Append Append, Loaded<TState> Next)> PrepareAsync(
        StreamId stream, Loaded<TState> current, ImmutableArray<TEvent> events, DateTimeOffset at, Call call, bool creating, CancellationToken cancellation)
    {
        var commandId = Guid.CreateVersion7(at);
        var written = new NewEvent[events.Length];
        var (state, hash, bytes) = (current.State, current.Hash, current.TailBytes);
        for (var i = 0; i < written.Length; i++)
        {
            var before = state;
            state = aggregate.Evolve(before, events[i]);
            var type = catalog.Of(events[i]);
            var key = type.HoldsPersonal(events[i]) ? await keys.CurrentAsync(aggregate.KeySubject(stream, state), cancellation) : null;
            var (payload, personal) = type.Encode(events[i], stream, key);
            var next = new byte[HashChain.Start.Length];
            written[i] = new(type.Name, type.Schema, commandId, at, payload, personal, key?.Id, aggregate.Facts(before, state), creating && i == 0 ? call.Fingerprint : null, next);
            HashChain.Next(hash, stream, current.Version + i + 1, written[i], next);
            hash = next;
            bytes += StreamFold<TState, TEvent>.SizeOf(written[i]);
        }
        var version = current.Version + written.Length;
        var append = new Append
        {
            Stream = stream,
            ExpectedVersion = current.Version,
            Events = ImmutableCollectionsMarshal.AsImmutableArray(written),
            Row = aggregate.Row(stream, version, state),
            Key = !creating && call.KeyId is { } id ? new(id, call.Fingerprint) : null,
            Bulk = call.Bulk,
        };
        return (append, new(state, version, hash) { RecordedAt = at, TailEvents = current.TailEvents + written.Length, TailBytes = bytes });
    }

    private Loaded<TState> KeepSnapshot(StreamId stream, Loaded<TState> loaded)
    {
        if (!loaded.IsSnapshotDue)
            return loaded;
        SnapshotWriting = Task.Run(() => WriteSnapshotAsync(stream, loaded));
        return loaded with { TailEvents = 0, TailBytes = 0 };
    }

    private async Task WriteSnapshotAsync(StreamId stream, Loaded<TState> loaded)
    {
        try
        {
            var key = catalog.HoldsPersonal ? await keys.CurrentAsync(aggregate.KeySubject(stream, loaded.State), CancellationToken.None) : null;
            await journal.WriteSnapshotAsync(_fold.Write(stream, loaded, key), CancellationToken.None);
        }
        catch (Exception e) // The record is whole without it; the next activation after 32 more events tries again.
        {
            if (logger is not null)
                Log.SnapshotFailed(logger, e, stream.Value, loaded.Version);
        }
    }

    private async ValueTask<IReadOnlyDictionary<Guid, PersonalKey>> FindKeysAsync(IReadOnlyList<StreamSlice> slices, CancellationToken cancellation)
    {
        HashSet<Guid>? ids = null;
        foreach (var slice in slices)
        {
            if (slice.Snapshot?.KeyId is { } of)
                (ids ??= []).Add(of);
            Collect(slice.Tail, ref ids);
        }
        return ids is null ? ImmutableDictionary<Guid, PersonalKey>.Empty : await keys.FindAsync(ids, cancellation);
    }

    private static void Collect(IReadOnlyList<RecordedEvent> events, ref HashSet<Guid>? ids)
    {
        foreach (var recorded in events)
        {
            if (recorded.Event.KeyId is { } id)
                (ids ??= []).Add(id);
        }
    }

    private Loaded<TState>? FoldSlice(StreamSlice slice, IReadOnlyDictionary<Guid, PersonalKey> found)
    {
        if (slice.Snapshot is null)
            return _fold.Add(_fold.Empty, slice.Stream, slice.Tail, found);
        return _fold.Read(slice.Snapshot, found) is { } start ? _fold.Add(start, slice.Stream, slice.Tail, found) : null;
    }

    /// <summary>Folds every event of a stream whose snapshot cannot be used.</summary>
    private async ValueTask<Loaded<TState>> ReplayAsync(StreamId stream, CancellationToken cancellation)
    {
        const int page = 500;
        var loaded = _fold.Empty;
        IReadOnlyList<RecordedEvent> events;
        do
        {
            events = await journal.ReadStreamAsync(stream, loaded.Version, page, cancellation);
            HashSet<Guid>? ids = null;
            Collect(events, ref ids);
            loaded = _fold.Add(loaded, stream, events, ids is null ? ImmutableDictionary<Guid, PersonalKey>.Empty : await keys.FindAsync(ids, cancellation));
        }
        while (events.Count == page);
        return loaded;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The snapshot of {Stream} at version {Version} could not be written.")]
        public static partial void SnapshotFailed(ILogger logger, Exception exception, Guid stream, int version);
    }
}

/// <summary>Another writer of the same stream was faster twice; nothing was written. The command can be tried again.</summary>
[GenerateSerializer, Alias("og.fault.stream-contended")]
public sealed class StreamContendedException(StreamId stream) : Exception($"Stream {stream} is being written by another.")
{
    /// <summary>The stream.</summary>
    [Id(0)] public StreamId Stream { get; } = stream;
}
