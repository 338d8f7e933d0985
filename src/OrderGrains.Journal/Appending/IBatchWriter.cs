namespace OrderGrains.Journal.Appending;

/// <summary>Writes the batches of one lane, one at a time. The appender owns it and disposes of it when the lane has ended.</summary>
internal interface IBatchWriter : IAsyncDisposable
{
    /// <summary>Writes the batch durably in one transaction, deciding each command by itself: all of its events, its row and its key, or nothing of it.</summary>
    /// <param name="batch">Commands of different streams.</param>
    /// <param name="results">Where the answer to each command goes, by its index, if the outcome is <see cref="BatchEnd.Decided"/>.</param>
    /// <returns>Never throws for what the store or the batch did.</returns>
    ValueTask<BatchOutcome> WriteAsync(IReadOnlyList<Append> batch, AppendResult[] results);

    /// <summary>After <see cref="BatchEnd.Unknown"/>: makes sure that the lost transaction has ended, and asks which of the commands are there (by stream, version and command id).</summary>
    /// <param name="found">Where the answer to each command goes: as it was written, or null if it was not.</param>
    /// <returns><see cref="BatchEnd.Decided"/> if the store answered, <see cref="BatchEnd.Unreachable"/> if it has to be asked again.</returns>
    ValueTask<BatchOutcome> ResolveAsync(IReadOnlyList<Append> batch, AppendResult?[] found);
}

/// <summary>How the writing of a batch ended.</summary>
internal enum BatchEnd
{
    /// <summary>Committed; every command has its result.</summary>
    Decided,
    /// <summary>Nothing was written: the store refuses a value of some command. The appender writes them one by one.</summary>
    Refused,
    /// <summary>As <see cref="Refused"/>: the row of some command has a unique value that another record has already.</summary>
    Taken,
    /// <summary>Nothing was written: a deadlock, a lock that was not granted, a statement that took too long. To be tried again as it is.</summary>
    Aborted,
    /// <summary>Nothing was written: the store cannot be reached or takes no writes.</summary>
    Unreachable,
    /// <summary>The store was lost while it may have been writing.</summary>
    Unknown,
}

/// <summary>How the writing of a batch ended, and why.</summary>
internal readonly record struct BatchOutcome(BatchEnd End, Exception? Cause = null)
{
    public static BatchOutcome Decided => default;
}
