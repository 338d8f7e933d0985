using System.Collections.Immutable;

namespace OrderGrains.Journal;

/// <summary>A command's frame: who calls, under which key, and what the caller expects.</summary>
/// <param name="KeyId">The hash of principal and idempotency key; null without a key. A creating command's identity is its stream, so it has none.</param>
/// <param name="Fingerprint">The SHA-256 of the command's name and canonical input.</param>
/// <param name="ExpectedRevision">The version that the caller has seen; null if it does not care.</param>
/// <param name="DryRun">Decide and answer, write nothing.</param>
/// <param name="Bulk">Whether it is an item of a bulk.</param>
[GenerateSerializer, Immutable, Alias("og.call")]
public sealed record Call(
    [property: Id(0)] Guid? KeyId, [property: Id(1)] byte[] Fingerprint, [property: Id(2)] int? ExpectedRevision = null,
    [property: Id(3)] bool DryRun = false, [property: Id(4)] bool Bulk = false)
{
    /// <summary>What the fingerprint was in an earlier version of the program, where that differs; made by whoever calls the store, and never sent.</summary>
    [field: NonSerialized] public Func<byte[]>? EarlierFingerprint { get; init; }

    /// <summary>Whether what is stored is the fingerprint of this command, as it is made now or was made before.</summary>
    public bool IsOf(ReadOnlySpan<byte> stored) => stored.SequenceEqual(Fingerprint) || (EarlierFingerprint is not null && stored.SequenceEqual(EarlierFingerprint()));
}

/// <summary>A rule's decision as the journal sees it: events to append, or refusals (exactly one of the two is not empty, or both are: nothing to do).</summary>
public readonly record struct Decided<TEvent, TRefusal>(ImmutableArray<TEvent> Events, ImmutableArray<TRefusal> Refusals);

/// <summary>How a command ended.</summary>
[GenerateSerializer, Immutable, Alias("og.outcome`2")]
public abstract record Outcome<TState, TRefusal>
{
    private Outcome() { }

    /// <summary>Done: now, before under the same key (<paramref name="Replayed"/>), or only tried (dry run).</summary>
    /// <param name="State">The record as it is now; for a dry run as it would be.</param>
    /// <param name="Version">The version of <paramref name="State"/>.</param>
    [GenerateSerializer, Immutable, Alias("og.outcome.accepted`2")]
    public sealed record Accepted([property: Id(0)] TState State, [property: Id(1)] int Version, [property: Id(2)] bool Replayed) : Outcome<TState, TRefusal>;

    /// <summary>Refused by the rules.</summary>
    [GenerateSerializer, Immutable, Alias("og.outcome.refused`2")]
    public sealed record Refused([property: Id(0)] ImmutableArray<TRefusal> Reasons) : Outcome<TState, TRefusal>;

    /// <summary>The key (or, for a creating command, the identity) came before with another content.</summary>
    [GenerateSerializer, Immutable, Alias("og.outcome.conflict`2")]
    public sealed record KeyConflict : Outcome<TState, TRefusal>;

    /// <summary>The record has moved on since the revision that the caller expected.</summary>
    [GenerateSerializer, Immutable, Alias("og.outcome.stale`2")]
    public sealed record Stale([property: Id(0)] int Current) : Outcome<TState, TRefusal>;
}

/// <summary>A loaded record: the fold, its version, and the hash that the chain goes on from. Version 0: there is no such record.</summary>
public sealed record Loaded<TState>(TState State, int Version, byte[] Hash)
{
    /// <summary>When its last event was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }
    /// <summary>How many events came after its snapshot.</summary>
    internal int TailEvents { get; init; }
    /// <summary>The size of those events, in bytes.</summary>
    internal int TailBytes { get; init; }
    /// <summary>Whether loading it would be shorter with a new snapshot.</summary>
    internal bool IsSnapshotDue => TailEvents > 32 || TailBytes > 64 * 1024;
}
