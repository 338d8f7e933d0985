namespace OrderGrains.Journal;

/// <summary>Something in the journal that is not as it must be.</summary>
/// <param name="Stream">The stream; null where a partition is meant as a whole.</param>
/// <param name="Version">The version of the event that is wrong or missing.</param>
/// <param name="Problem">What is wrong, in a few words.</param>
public sealed record JournalFinding(StreamId? Stream, int? Version, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => Stream is { } stream ? $"stream {stream}, version {Version}: {Problem}" : Problem;
}

/// <summary>How far verifying or rebuilding is.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Events">How many events were read.</param>
/// <param name="Total">How many there are, as found at the start.</param>
public readonly record struct JournalProgress(string Step, long Events, long Total);
