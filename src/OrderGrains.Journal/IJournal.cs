namespace OrderGrains.Journal;

/// <summary>The append-only journal: the source of truth.</summary>
public interface IJournal
{
    /// <summary>The number of partitions, fixed when the journal was created.</summary>
    int Partitions { get; }

    /// <summary>Raised after this process wrote a batch, before it answers the callers.</summary>
    /// <remarks>
    /// Passes the batch's appends with the position of their first event, in the order of positions within a partition. Handlers run on the
    /// writer thread: they take note and return.
    /// </remarks>
    event Action<IReadOnlyList<(Append Append, long Position)>>? Written;

    /// <summary>Whether this process is writing nothing and has nothing queued.</summary>
    bool IsIdle { get; }

    /// <summary>
    /// Raised when this process has written all queued appends. Handlers run on the writer thread: they take note and return.
    /// </summary>
    event Action? Idled;

    /// <summary>The age of the oldest queued append in this process, bulk items excepted.</summary>
    TimeSpan OldestWaiting { get; }

    /// <summary>Appends a command's events durably, all or nothing, in a batch of its lane.</summary>
    /// <param name="append">The append.</param>
    /// <param name="cancellation">Ends the wait for the answer; a queued append is written anyway.</param>
    /// <exception cref="JournalOverloadedException">The queue is full; nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be reached; nothing was written.</exception>
    /// <exception cref="OutcomeUnknownException">The store was lost during the write and did not tell the outcome in time.</exception>
    ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellation);

    /// <summary>Reads what is needed to fold the streams, in one round trip and in their order.</summary>
    /// <remarks>Ignores snapshots of a <paramref name="fold"/> other than this.</remarks>
    ValueTask<IReadOnlyList<StreamSlice>> LoadAsync(IReadOnlyList<StreamId> streams, int fold, CancellationToken cancellation);

    /// <summary>Reads a page of a stream's events in order.</summary>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(StreamId stream, int afterVersion, int limit, CancellationToken cancellation);

    /// <summary>Reads a page of a partition's events in the order of positions.</summary>
    /// <remarks>Nothing is ever committed below a position that was read.</remarks>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionAsync(
        int partition, long afterPosition, int limit, CancellationToken cancellation);

    /// <summary>Reads a page of each of several partitions in one round trip, in the order of positions within a partition.</summary>
    /// <param name="places">The partitions, each once, with the position after which the page begins.</param>
    /// <param name="limit">The maximum number of events from a partition.</param>
    /// <param name="cancellation">Ends the reading.</param>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadPartitionsAsync(
        IReadOnlyList<(int Partition, long After)> places, int limit, CancellationToken cancellation);

    /// <summary>Returns the last position of each partition; 0 if it is empty.</summary>
    ValueTask<long[]> HeadsAsync(CancellationToken cancellation);

    /// <summary>Finds a command's key on a stream.</summary>
    ValueTask<StoredKey?> FindKeyAsync(StreamId stream, Guid key, CancellationToken cancellation);

    /// <summary>Stores a snapshot, unless one of a higher fold or version exists.</summary>
    ValueTask WriteSnapshotAsync(Snapshot snapshot, CancellationToken cancellation);

    /// <summary>Returns whether the store answers and accepts writes.</summary>
    ValueTask<bool> ProbeAsync(CancellationToken cancellation);

    /// <summary>Prepares the store for the coming weeks, and deletes command keys older than 30 days.</summary>
    /// <remarks>Call it daily; it is harmless at any time and from any process.</remarks>
    /// <exception cref="JournalUnavailableException">The store cannot do it now.</exception>
    Task MaintainAsync(DateTimeOffset today, CancellationToken cancellation);

    /// <summary>Waits until everything queued was written or refused, and accepts nothing more.</summary>
    Task DrainAsync(CancellationToken cancellation);
}

/// <summary>The journal accepts no more appends for the moment; nothing was written.</summary>
[GenerateSerializer, Alias("og.fault.overloaded")]
public sealed class JournalOverloadedException(TimeSpan retryAfter) : Exception("The journal's queue is full.")
{
    /// <summary>When to try again.</summary>
    [Id(0)] public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The store cannot be reached; nothing was written.</summary>
[GenerateSerializer, Alias("og.fault.unavailable")]
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Nobody knows whether the append was written; the same command with the same key finds out.</summary>
[GenerateSerializer, Alias("og.fault.outcome-unknown")]
public sealed class OutcomeUnknownException(Exception? inner = null)
    : Exception("The store did not tell whether it has written the append.", inner);

/// <summary>A stream holds an unknown or altered event and cannot be folded.</summary>
[GenerateSerializer, Alias("og.fault.stream-unreadable")]
public sealed class StreamUnreadableException(StreamId stream, int version, string reason, Exception? inner = null)
    : Exception($"Stream {stream} cannot be read at version {version}: {reason}", inner)
{
    /// <summary>The stream.</summary>
    [Id(0)] public StreamId Stream { get; } = stream;
    /// <summary>The version of the event that cannot be read.</summary>
    [Id(1)] public int Version { get; } = version;
    /// <summary>The reason.</summary>
    [Id(2)] public string Reason { get; } = reason;
}
