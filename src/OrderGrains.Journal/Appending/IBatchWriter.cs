namespace OrderGrains.Journal.Appending;

/// <summary>
/// Writes the batches of one lane, one at a time. The appender owns the writer and disposes of it after the lane has ended.
/// </summary>
internal interface IBatchWriter : IAsyncDisposable
{
    /// <summary>Writes the batch durably in one transaction, each command by itself all or nothing: its events, row and key.</summary>
    /// <param name="batch">Commands of different streams.</param>
    /// <param name="results">Receives the result of each command, by index, if the outcome is <see cref="BatchEnd.Decided"/>.</param>
    /// <returns>The outcome; faults of the store or the batch are never thrown.</returns>
    ValueTask<BatchOutcome> WriteAsync(IReadOnlyList<Append> batch, AppendResult[] results);

    /// <summary>Finds out, after <see cref="BatchEnd.Unknown"/>, which commands were written.</summary>
    /// <remarks>
    /// First makes sure that the lost transaction has ended; then looks for the commands by stream, version and command id.
    /// </remarks>
    /// <param name="batch">The commands of the lost batch.</param>
    /// <param name="found">Receives the result of each command, or null if it was not written.</param>
    /// <returns>
    /// <see cref="BatchEnd.Decided"/> if the store answered; <see cref="BatchEnd.Unreachable"/> if it must be asked again.
    /// </returns>
    ValueTask<BatchOutcome> ResolveAsync(IReadOnlyList<Append> batch, AppendResult?[] found);
}

/// <summary>The end of writing a batch.</summary>
internal enum BatchEnd
{
    /// <summary>Committed; every command has its result.</summary>
    Decided,
    /// <summary>Nothing was written: the store refuses a value of some command. The lane writes them one by one.</summary>
    Refused,
    /// <summary>Like <see cref="Refused"/>: the row of some command has a unique value that another record already has.</summary>
    Taken,
    /// <summary>
    /// Nothing was written, because of a deadlock, a lock timeout or a statement timeout. The lane retries the batch as it is.
    /// </summary>
    Aborted,
    /// <summary>Nothing was written: the store is unreachable or accepts no writes.</summary>
    Unreachable,
    /// <summary>The connection to the store was lost, perhaps after the write.</summary>
    Unknown,
}

/// <summary>The end of writing a batch, and its cause.</summary>
internal readonly record struct BatchOutcome(BatchEnd End, Exception? Cause = null)
{
    public static BatchOutcome Decided => default;
}
