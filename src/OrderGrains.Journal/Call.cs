using System.Collections.Immutable;

namespace OrderGrains.Journal;

/// <summary>A command envelope: the caller's key and expectations.</summary>
/// <param name="KeyId">
/// The hash of principal and idempotency key; null without a key. A creating command has none, because its stream is its identity.
/// </param>
/// <param name="Fingerprint">The SHA-256 of the command's name and canonical input.</param>
/// <param name="ExpectedRevision">The version that the caller has seen; null if any version is acceptable.</param>
/// <param name="DryRun">Whether to decide and answer without writing.</param>
/// <param name="Bulk">Whether the command is an item of a bulk request.</param>
[GenerateSerializer, Immutable, Alias("og.call")]
public sealed record Call(
    [property: Id(0)] Guid? KeyId, [property: Id(1)] byte[] Fingerprint, [property: Id(2)] int? ExpectedRevision = null,
    [property: Id(3)] bool DryRun = false, [property: Id(4)] bool Bulk = false)
{
    /// <summary>
    /// Computes the fingerprint of an earlier version of the program, if it differs. The store's caller sets it; it is never sent.
    /// </summary>
    [field: NonSerialized] public Func<byte[]>? EarlierFingerprint { get; init; }

    /// <summary>Whether a stored fingerprint is this command's, as computed now or by an earlier version of the program.</summary>
    public bool Matches(ReadOnlySpan<byte> stored) =>
        stored.SequenceEqual(Fingerprint) || (EarlierFingerprint is not null && stored.SequenceEqual(EarlierFingerprint()));
}

/// <summary>A decision as the journal sees it: events to append or refusals; both are empty if there is nothing to do.</summary>
public readonly record struct Decided<TEvent, TRefusal>(ImmutableArray<TEvent> Events, ImmutableArray<TRefusal> Refusals);

/// <summary>The outcome of a command.</summary>
[GenerateSerializer, Immutable, Alias("og.outcome`2")]
public abstract record Outcome<TState, TRefusal>
{
    private Outcome() { }

    /// <summary>Accepted: now, earlier under the same key (<paramref name="Replayed"/>), or only in a dry run.</summary>
    /// <param name="State">The record as it is now; in a dry run, as it would be.</param>
    /// <param name="Version">The version of <paramref name="State"/>.</param>
    [GenerateSerializer, Immutable, Alias("og.outcome.accepted`2")]
    public sealed record Accepted(
        [property: Id(0)] TState State, [property: Id(1)] int Version, [property: Id(2)] bool Replayed) : Outcome<TState, TRefusal>;

    /// <summary>Refused by the rules.</summary>
    [GenerateSerializer, Immutable, Alias("og.outcome.refused`2")]
    public sealed record Refused([property: Id(0)] ImmutableArray<TRefusal> Reasons) : Outcome<TState, TRefusal>;

    /// <summary>The key, or a creating command's identity, was used before with different content.</summary>
    [GenerateSerializer, Immutable, Alias("og.outcome.conflict`2")]
    public sealed record KeyConflict : Outcome<TState, TRefusal>;

    /// <summary>The record has changed since the revision that the caller expected.</summary>
    [GenerateSerializer, Immutable, Alias("og.outcome.stale`2")]
    public sealed record Stale([property: Id(0)] int Current) : Outcome<TState, TRefusal>;
}

/// <summary>A loaded record: its state, version (0 if there is no such record) and the hash from which its chain continues.</summary>
public sealed record Loaded<TState>(TState State, int Version, byte[] Hash)
{
    /// <summary>When its last event was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }
    /// <summary>The number of events after its snapshot.</summary>
    internal int TailEvents { get; init; }
    /// <summary>The size of those events in bytes.</summary>
    internal int TailBytes { get; init; }
    /// <summary>Whether a new snapshot would shorten loading.</summary>
    internal bool IsSnapshotDue => TailEvents > 32 || TailBytes > 64 * 1024;
}
