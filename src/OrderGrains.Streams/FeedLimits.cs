namespace OrderGrains.Streams;

/// <summary>What a feed does for one subscriber at most.</summary>
/// <param name="Buffer">How many events may wait for one subscriber; the rest is read from the journal when its turn comes.</param>
/// <param name="MaxReplayedEvents">How many recorded events a subscriber that comes back may have missed.</param>
public sealed record FeedLimits(int Buffer, int MaxReplayedEvents);

/// <summary>A subscriber's cursor cannot be followed.</summary>
/// <param name="message">Why, for the subscriber.</param>
public sealed class FeedRefusedException(string message) : Exception(message)
{
    /// <summary>Whether it is a cursor of this feed that lies too far back.</summary>
    public bool IsTooFarBack { get; init; }
}
