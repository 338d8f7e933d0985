namespace OrderGrains.Journal;

/// <summary>The append-only journal: the only place where something happens.</summary>
public interface IJournal
{
    /// <summary>The number of partitions, fixed when the journal was created.</summary>
    int Partitions { get; }

    /// <summary>A batch of this process was written, and is about to be answered: its appends, each with the position of its first event, in the order of positions within a
    /// partition. Raised on the thread that writes: take note, and no more.</summary>
    event Action<IReadOnlyList<(Append Append, long Position)>>? Written;

    /// <summary>Whether nothing waits to be written or is being written by this process.</summary>
    bool IsIdle { get; }

    /// <summary>This process has written all that it was given. Raised on the thread that writes: take note, and no more.</summary>
    event Action? Idled;

    /// <summary>How long the oldest of the appends that wait in this process has waited, bulk items apart.</summary>
    TimeSpan OldestWaiting { get; }

    /// <summary>Appends a command's events, all or none, durably before it answers. Waits in a lane and is written together with others.</summary>
    /// <param name="append">What to write.</param>
    /// <param name="cancellation">Ends the waiting for the answer; what is queued is written all the same.</param>
    /// <exception cref="JournalOverloadedException">The queue is full; nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be reached; nothing was written.</exception>
    /// <exception cref="OutcomeUnknownException">The store was lost while writing, and within the time allowed could not be asked what became of it.</exception>
    ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellation);

    /// <summary>Reads what is needed to fold each of the streams, in their order, in one round trip. Snapshots of another <paramref name="fold"/> are left out.</summary>
    ValueTask<IReadOnlyList<StreamSlice>> LoadAsync(IReadOnlyList<StreamId> streams, int fold, CancellationToken cancellation);

    /// <summary>Reads a page of a stream's events, in order.</summary>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(StreamId stream, int afterVersion, int limit, CancellationToken cancellation);

    /// <summary>Reads a page of a partition's events, in the order of positions. Nothing is ever committed below a position that was read.</summary>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionAsync(int partition, long afterPosition, int limit, CancellationToken cancellation);

    /// <summary>Reads a page of each of several partitions in one round trip; within a partition in the order of positions.</summary>
    /// <param name="places">The partitions, each once, with the position after which its page begins.</param>
    /// <param name="limit">How many events of a partition at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionsAsync(IReadOnlyList<(int Partition, long After)> places, int limit, CancellationToken cancellation);

    /// <summary>The last position of every partition; 0 where it is empty.</summary>
    ValueTask<long[]> HeadsAsync(CancellationToken cancellation);

    /// <summary>Looks up a command's key on a stream.</summary>
    ValueTask<StoredKey?> FindKeyAsync(StreamId stream, Guid key, CancellationToken cancellation);

    /// <summary>Stores a snapshot, unless one of a higher fold or version is there.</summary>
    ValueTask WriteSnapshotAsync(Snapshot snapshot, CancellationToken cancellation);

    /// <summary>Whether the store answers and can be written to.</summary>
    ValueTask<bool> ProbeAsync(CancellationToken cancellation);

    /// <summary>Prepares the store for the coming weeks, and forgets commands' keys that are older than 30 days. To be called daily; harmless at any time, from any process.</summary>
    /// <exception cref="JournalUnavailableException">It could not be done now.</exception>
    Task MaintainAsync(DateTimeOffset today, CancellationToken cancellation);

    /// <summary>Waits until everything queued was written or refused, and takes no more.</summary>
    Task DrainAsync(CancellationToken cancellation);
}

/// <summary>The journal takes no more for the moment; nothing was written.</summary>
[GenerateSerializer, Alias("og.fault.overloaded")]
public sealed class JournalOverloadedException(TimeSpan retryAfter) : Exception("The journal's queue is full.")
{
    /// <summary>When to try again.</summary>
    [Id(0)] public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The store cannot be reached; nothing was written.</summary>
[GenerateSerializer, Alias("og.fault.unavailable")]
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Whether the append was written is not known; the same command with the same key finds out.</summary>
[GenerateSerializer, Alias("og.fault.outcome-unknown")]
public sealed class OutcomeUnknownException(Exception? inner = null) : Exception("Whether the append was written is not known.", inner);

/// <summary>A stream holds an event that this version does not know, or one that was altered; it is not folded.</summary>
[GenerateSerializer, Alias("og.fault.stream-unreadable")]
public sealed class StreamUnreadableException(StreamId stream, int version, string reason, Exception? inner = null)
    : Exception($"Stream {stream} cannot be read at version {version}: {reason}", inner)
{
    /// <summary>The stream.</summary>
    [Id(0)] public StreamId Stream { get; } = stream;
    /// <summary>The version of the event that cannot be read.</summary>
    [Id(1)] public int Version { get; } = version;
    /// <summary>The fault.</summary>
    [Id(2)] public string Reason { get; } = reason;
}
