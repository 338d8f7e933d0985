namespace OrderGrains.Journal;

/// <summary>A defect in the journal.</summary>
/// <param name="Stream">The stream; null if the finding concerns a whole partition.</param>
/// <param name="Version">The version of the wrong or missing event.</param>
/// <param name="Problem">The problem in a few words.</param>
public sealed record JournalFinding(StreamId? Stream, int? Version, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => Stream is { } stream ? $"stream {stream}, version {Version}: {Problem}" : Problem;
}

/// <summary>The progress of verifying or rebuilding.</summary>
/// <param name="Step">The current step.</param>
/// <param name="Events">The number of events read so far.</param>
/// <param name="Total">The total number of events at the start.</param>
public readonly record struct JournalProgress(string Step, long Events, long Total);
