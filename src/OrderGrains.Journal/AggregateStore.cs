using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace OrderGrains.Journal;

/// <summary>Loads records of a kind and executes commands on them: load, decide, append at the expected version, fold.</summary>
/// <remarks>Thread-safe; keeps no record in memory.</remarks>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TEvent">The closed hierarchy of the events.</typeparam>
/// <typeparam name="TRefusal">The reason of a refusal.</typeparam>
public sealed partial class AggregateStore<TState, TEvent, TRefusal>(
    IJournal journal, IKeyStore keys, EventCatalog<TEvent> catalog, Aggregate<TState, TEvent> aggregate, TimeProvider clock,
    ILogger<AggregateStore<TState, TEvent, TRefusal>>? logger = null)
    where TState : class
    where TEvent : class
    where TRefusal : class
{
    private readonly StreamFold<TState, TEvent> _fold = new(aggregate, catalog);

    /// <summary>The latest snapshot write, which runs in the background.</summary>
    internal Task SnapshotWriting { get; private set; } = Task.CompletedTask;

    /// <summary>Loads a record from its snapshot and the events after it; version 0 if there is no such record.</summary>
    /// <exception cref="StreamUnreadableException">An event is unknown to this version of the program, or was altered.</exception>
    public async ValueTask<Loaded<TState>> LoadAsync(StreamId stream, CancellationToken cancellation) =>
        (await LoadAsync([stream], cancellation))[0];

    /// <summary>Loads records in the order of the streams, with one query for events and one for keys that are not cached.</summary>
    /// <exception cref="StreamUnreadableException">An event is unknown to this version of the program, or was altered.</exception>
    public async ValueTask<IReadOnlyList<Loaded<TState>>> LoadAsync(IReadOnlyList<StreamId> streams, CancellationToken cancellation)
    {
        var slices = await journal.LoadAsync(streams, aggregate.Fold, cancellation);
        var found = await FindKeysAsync(slices, cancellation);
        var loaded = new Loaded<TState>[slices.Count];
        for (var i = 0; i < loaded.Length; i++)
            loaded[i] = FoldSlice(slices[i], found) ?? await RefoldAsync(slices[i].Stream, cancellation);
        return loaded;
    }

    /// <summary>Reads a page of a record's events in order, both as stored and decoded.</summary>
    /// <exception cref="StreamUnreadableException">An event is unknown to this version of the program, or was altered.</exception>
    public async ValueTask<IReadOnlyList<(RecordedEvent Recorded, TEvent Event)>> ReadAsync(
        StreamId stream, int afterVersion, int limit, CancellationToken cancellation)
    {
        var events = await journal.ReadStreamAsync(stream, afterVersion, limit, cancellation);
        HashSet<Guid>? ids = null;
        CollectKeyIds(events, ref ids);
        var found = ids is null ? ImmutableDictionary<Guid, PersonalKey>.Empty : await keys.FindAsync(ids, cancellation);
        return [.. events.Select(recorded => (recorded, catalog.Read(recorded, found)))];
    }

    /// <summary>Decodes a stored event.</summary>
    /// <exception cref="StreamUnreadableException">The event is unknown to this version of the program, or was altered.</exception>
    public async ValueTask<TEvent> ReadAsync(RecordedEvent recorded, CancellationToken cancellation)
    {
        var found = recorded.Event.KeyId is { } id
            ? await keys.FindAsync([id], cancellation)
            : ImmutableDictionary<Guid, PersonalKey>.Empty;
        return catalog.Read(recorded, found);
    }

    /// <summary>Executes the command that creates a record: decides on the empty state and appends at version 0.</summary>
    /// <remarks>
    /// Loads nothing first; the first event stores the command's fingerprint. If the stream exists, the same fingerprint means a replay,
    /// which
    /// returns the record as it is now; another one is a conflict. A refusal and a dry run look for the stream first (one row by primary
    /// key),
    /// because the replay of an accepted command stays accepted even if the rules have changed since. Access is checked before all of this:
    /// a
    /// caller who may not create the record learns nothing about the stream, and one who may not see the existing record gets a conflict,
    /// whatever the content.
    /// </remarks>
    /// <param name="stream">The record's stream.</param>
    /// <param name="call">The command envelope.</param>
    /// <param name="access">Returns why the caller may not execute the command or see the record; null if both are allowed. Pure.</param>
    /// <param name="decide">Applies the rules. Pure.</param>
    /// <param name="cancellation">Ends the wait; a queued append is written anyway.</param>
    public async ValueTask<Outcome<TState, TRefusal>> CreateAsync(
        StreamId stream,
        Call call,
        Func<TState, TRefusal?> access,
        Func<TState, DateTimeOffset, Decided<TEvent, TRefusal>> decide,
        CancellationToken cancellation)
    {
        var empty = _fold.Empty;
        if (access(empty.State) is { } refusal)
            return new Outcome<TState, TRefusal>.Refused([refusal]);
        var at = Now(empty);
        var decided = decide(empty.State, at);
        if (call.DryRun || decided.Events.IsDefaultOrEmpty)
        {
            if (await ReadFirstAsync(stream, cancellation) is { } first)
                return await ReplayCreationAsync(stream, call, access, first.Event.Fingerprint, cancellation);
            return decided.Refusals.IsDefaultOrEmpty
                ? DryRunResult(empty, decided.Events)
                : new Outcome<TState, TRefusal>.Refused(decided.Refusals);
        }
        var (append, loaded) = await PrepareAsync(stream, empty, decided.Events, at, call, creating: true, cancellation);
        var result = await journal.AppendAsync(append, cancellation);
        return result.Status == AppendStatus.Written
            ? new Outcome<TState, TRefusal>.Accepted(loaded.State, loaded.Version, Replayed: false)
            : await ReplayCreationAsync(stream, call, access, result.StoredFingerprint, cancellation);
    }

    /// <summary>Executes a command on an existing record; after a version conflict, loads the record and decides once more.</summary>
    /// <remarks>
    /// Access is checked first, so that a caller without access learns neither the revision nor what a key did. The replay of an accepted
    /// command is answered as such before anything else, even if the expected revision is stale or the rules refuse by now.
    /// </remarks>
    /// <param name="stream">The record's stream.</param>
    /// <param name="current">The record as the caller holds it.</param>
    /// <param name="call">The command envelope.</param>
    /// <param name="access">
    /// Returns why the caller may not execute the command on the record or see it; null if both are allowed. Pure.
    /// </param>
    /// <param name="decide">Applies the rules. Pure; called twice after a version conflict.</param>
    /// <param name="cancellation">Ends the wait; a queued append is written anyway.</param>
    /// <returns>The outcome, and the record as it is now.</returns>
    /// <exception cref="StreamContendedException">Another writer was faster twice.</exception>
    public async ValueTask<(Outcome<TState, TRefusal> Outcome, Loaded<TState> Loaded)> ExecuteAsync(
        StreamId stream,
        Loaded<TState> current,
        Call call,
        Func<TState, TRefusal?> access,
        Func<TState, DateTimeOffset, Decided<TEvent, TRefusal>> decide,
        CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (access(current.State) is { } refusal)
                return (new Outcome<TState, TRefusal>.Refused([refusal]), current);
            if (call.ExpectedRevision is { } expected && expected != current.Version)
            {
                return await FindReplayAsync(stream, current, call, access, cancellation)
                    ?? (new Outcome<TState, TRefusal>.Stale(current.Version), current);
            }
            var at = Now(current);
            var decided = decide(current.State, at);
            if (!decided.Refusals.IsDefaultOrEmpty)
            {
                return await FindReplayAsync(stream, current, call, access, cancellation)
                    ?? (new Outcome<TState, TRefusal>.Refused(decided.Refusals), current);
            }
            if (call.DryRun || decided.Events.IsDefaultOrEmpty)
            {
                return await FindReplayAsync(stream, current, call, access, cancellation)
                    ?? (DryRunResult(current, decided.Events), current);
            }
            var (append, next) = await PrepareAsync(stream, current, decided.Events, at, call, creating: false, cancellation);
            var result = await journal.AppendAsync(append, cancellation);
            switch (result.Status)
            {
                case AppendStatus.Written:
                    {
                        var accepted = new Outcome<TState, TRefusal>.Accepted(next.State, next.Version, Replayed: false);
                        return (accepted, ScheduleSnapshot(stream, next));
                    }
                case AppendStatus.KeyKnown:
                    return await ReplayAsync(stream, current, call, access, result.StoredFingerprint, result.CurrentVersion, cancellation);
                default:
                    current = await LoadAsync(stream, cancellation);
                    break;
            }
        }
        throw new StreamContendedException(stream);
    }

    private DateTimeOffset Now(Loaded<TState> after)
    {
        var now = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), after.RecordedAt.ToUnixTimeMilliseconds());
        return DateTimeOffset.FromUnixTimeMilliseconds(now);
    }

    private Outcome<TState, TRefusal>.Accepted DryRunResult(Loaded<TState> current, ImmutableArray<TEvent> events)
    {
        var state = current.State;
        foreach (var @event in events.IsDefault ? [] : events)
            state = aggregate.Evolve(state, @event);
        return new(state, current.Version + (events.IsDefault ? 0 : events.Length), Replayed: false);
    }

    private async ValueTask<Outcome<TState, TRefusal>> ReplayCreationAsync(
        StreamId stream, Call call, Func<TState, TRefusal?> access, byte[]? fingerprint, CancellationToken cancellation)
    {
        if (!call.Matches(fingerprint))
        {
            await ReadFirstAsync(stream, cancellation); // Throws if the event was altered: its fingerprint then proves nothing.
            return new Outcome<TState, TRefusal>.KeyConflict();
        }
        var loaded = await LoadAsync(stream, cancellation);
        return access(loaded.State) is null
            ? new Outcome<TState, TRefusal>.Accepted(loaded.State, loaded.Version, Replayed: true)
            : new Outcome<TState, TRefusal>.KeyConflict();
    }

    private async ValueTask<RecordedEvent?> ReadFirstAsync(StreamId stream, CancellationToken cancellation)
    {
        var first = (await journal.ReadStreamAsync(stream, 0, 1, cancellation)).SingleOrDefault();
        first?.RequireUnaltered();
        return first;
    }

    private async ValueTask<(Outcome<TState, TRefusal>, Loaded<TState>)?> FindReplayAsync(
        StreamId stream, Loaded<TState> current, Call call, Func<TState, TRefusal?> access, CancellationToken cancellation) =>
        call.KeyId is { } key && await journal.FindKeyAsync(stream, key, cancellation) is { } stored
            ? await ReplayAsync(stream, current, call, access, stored.Fingerprint, stored.Version, cancellation)
            : null;

    private async ValueTask<(Outcome<TState, TRefusal>, Loaded<TState>)> ReplayAsync(
        StreamId stream,
        Loaded<TState> current,
        Call call,
        Func<TState, TRefusal?> access,
        byte[]? fingerprint,
        int version,
        CancellationToken cancellation)
    {
        var now = version > current.Version ? await LoadAsync(stream, cancellation) : current;
        if (access(now.State) is { } refusal)
            return (new Outcome<TState, TRefusal>.Refused([refusal]), now);
        return call.Matches(fingerprint)
            ? (new Outcome<TState, TRefusal>.Accepted(now.State, now.Version, Replayed: true), now)
            : (new Outcome<TState, TRefusal>.KeyConflict(), now);
    }

    /// <summary>Folds, encodes, encrypts and hashes a command's events; the hash chain continues from <paramref name="current"/>.</summary>
    private async ValueTask<(Append Append, Loaded<TState> Next)> PrepareAsync(
        StreamId stream,
        Loaded<TState> current,
        ImmutableArray<TEvent> events,
        DateTimeOffset at,
        Call call,
        bool creating,
        CancellationToken cancellation)
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
            var fingerprint = creating && i == 0 ? call.Fingerprint : null;
            var facts = aggregate.Facts(before, state);
            written[i] = new(type.Name, type.Schema, commandId, at, payload, personal, key?.Id, facts, fingerprint, next);
            HashChain.ComputeNext(hash, stream, current.Version + i + 1, written[i], next);
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

    private Loaded<TState> ScheduleSnapshot(StreamId stream, Loaded<TState> loaded)
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
            var key = catalog.HoldsPersonal
                ? await keys.CurrentAsync(aggregate.KeySubject(stream, loaded.State), CancellationToken.None)
                : null;
            await journal.WriteSnapshotAsync(_fold.Write(stream, loaded, key), CancellationToken.None);
        }
        catch (Exception e) // The record is complete without it; the next activation after 32 more events tries again.
        {
            if (logger is not null)
                Log.SnapshotFailed(logger, e, stream.Value, loaded.Version);
        }
    }

    private async ValueTask<IReadOnlyDictionary<Guid, PersonalKey>> FindKeysAsync(
        IReadOnlyList<StreamSlice> slices, CancellationToken cancellation)
    {
        HashSet<Guid>? ids = null;
        foreach (var slice in slices)
        {
            if (slice.Snapshot?.KeyId is { } of)
                (ids ??= []).Add(of);
            CollectKeyIds(slice.Tail, ref ids);
        }
        return ids is null ? ImmutableDictionary<Guid, PersonalKey>.Empty : await keys.FindAsync(ids, cancellation);
    }

    private static void CollectKeyIds(IReadOnlyList<RecordedEvent> events, ref HashSet<Guid>? ids)
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

    /// <summary>Folds all events of a stream whose snapshot is unusable.</summary>
    private async ValueTask<Loaded<TState>> RefoldAsync(StreamId stream, CancellationToken cancellation)
    {
        const int page = 500;
        var loaded = _fold.Empty;
        IReadOnlyList<RecordedEvent> events;
        do
        {
            events = await journal.ReadStreamAsync(stream, loaded.Version, page, cancellation);
            HashSet<Guid>? ids = null;
            CollectKeyIds(events, ref ids);
            var found = ids is null ? ImmutableDictionary<Guid, PersonalKey>.Empty : await keys.FindAsync(ids, cancellation);
            loaded = _fold.Add(loaded, stream, events, found);
        }
        while (events.Count == page);
        return loaded;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Could not write the snapshot of {Stream} at version {Version}.")]
        public static partial void SnapshotFailed(ILogger logger, Exception exception, Guid stream, int version);
    }
}

/// <summary>Another writer of the stream was faster twice; nothing was written, and the caller may retry the command.</summary>
[GenerateSerializer, Alias("og.fault.stream-contended")]
public sealed class StreamContendedException(StreamId stream) : Exception($"Another writer is appending to stream {stream}.")
{
    /// <summary>The stream.</summary>
    [Id(0)] public StreamId Stream { get; } = stream;
}
