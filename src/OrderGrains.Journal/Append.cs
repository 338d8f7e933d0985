using System.Collections.Immutable;

namespace OrderGrains.Journal;

/// <summary>The writes of one command, all or nothing: its events, the row of its record, and its key.</summary>
public sealed class Append
{
    /// <summary>The record's stream.</summary>
    public required StreamId Stream { get; init; }
    /// <summary>The version that the stream must have; 0 if it must not exist yet.</summary>
    public required int ExpectedVersion { get; init; }
    /// <summary>The events, at least one, with the versions that follow <see cref="ExpectedVersion"/>.</summary>
    public required ImmutableArray<NewEvent> Events { get; init; }
    /// <summary>The record's row after the events, written in the same transaction; null if the kind of record has none.</summary>
    public IStreamRow? Row { get; init; }
    /// <summary>The key of a command on an existing stream, stored with the append.</summary>
    public CommandKey? Key { get; init; }
    /// <summary>Whether the command is an item of a bulk request; interactive commands take precedence.</summary>
    public bool Bulk { get; init; }
}

/// <summary>An event to append.</summary>
/// <param name="Type">The name in the catalog, such as <c>order.submitted</c>.</param>
/// <param name="Schema">The version of the name's payload, from 1.</param>
/// <param name="CommandId">The command's id, which its events share: time-ordered and unique to the attempt.</param>
/// <param name="RecordedAt">When it was recorded, UTC, whole milliseconds.</param>
/// <param name="Payload">UTF-8 JSON without the personal members.</param>
/// <param name="Sealed">The encrypted personal members; null if there are none.</param>
/// <param name="KeyId">The key that <paramref name="Sealed"/> is encrypted with.</param>
/// <param name="Facts">The record's counting dimensions before and after, UTF-8 JSON, usually under 200 bytes.</param>
/// <param name="Fingerprint">The fingerprint (32 bytes) of a creating command, on the first event of its stream; otherwise null.</param>
/// <param name="Hash">The SHA-256 of the previous event's hash and all fields above.</param>
[GenerateSerializer, Immutable, Alias("og.journal.event")]
public sealed record NewEvent(
    [property: Id(0)] string Type,
    [property: Id(1)] int Schema,
    [property: Id(2)] Guid CommandId,
    [property: Id(3)] DateTimeOffset RecordedAt,
    [property: Id(4)] byte[] Payload,
    [property: Id(5)] byte[]? Sealed,
    [property: Id(6)] Guid? KeyId,
    [property: Id(7)] byte[] Facts,
    [property: Id(8)] byte[]? Fingerprint,
    [property: Id(9)] byte[] Hash);

/// <summary>A command's key, scoped to the stream and the principal.</summary>
/// <param name="Id">The hash of principal and key.</param>
/// <param name="Fingerprint">The SHA-256 of the command's name and its canonical input.</param>
public sealed record CommandKey(Guid Id, byte[] Fingerprint);

/// <summary>A record's row in a table of its kind, which the journal writes with the append without knowing its content.</summary>
public interface IStreamRow
{
    /// <summary>The record's stream.</summary>
    StreamId Stream { get; }
    /// <summary>The version that the row stands for.</summary>
    int Version { get; }
}

/// <summary>How an append ended.</summary>
public enum AppendStatus
{
    /// <summary>Written and durable.</summary>
    Written,
    /// <summary>Not written: the stream has another version.</summary>
    VersionConflict,
    /// <summary>Not written: the key is known on this stream.</summary>
    KeyKnown,
}

/// <summary>The result of an append.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="CurrentVersion">The stream's version: after the append if it was written, otherwise as found.</param>
/// <param name="Position">The position of the first event in its partition, if it was written.</param>
/// <param name="StoredFingerprint">
/// With <see cref="AppendStatus.KeyKnown"/>, the stored fingerprint of the key. With <see cref="AppendStatus.VersionConflict"/> on an
/// append
/// that expected version 0, the fingerprint in the stream's first event (null if it has none).
/// </param>
public readonly record struct AppendResult(AppendStatus Status, int CurrentVersion, long Position, byte[]? StoredFingerprint);

/// <summary>A key that was stored with an accepted command.</summary>
public sealed record StoredKey(byte[] Fingerprint, int Version);
