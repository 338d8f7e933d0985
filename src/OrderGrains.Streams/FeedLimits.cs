namespace OrderGrains.Streams;

/// <summary>The limits of a feed for one subscriber.</summary>
/// <param name="Buffer">The maximum number of waiting events; the subscriber reads any others from the journal later.</param>
/// <param name="MaxReplayedEvents">The maximum number of recorded events that a returning subscriber may have missed.</param>
public sealed record FeedLimits(int Buffer, int MaxReplayedEvents);

/// <summary>A feed refuses to follow a subscriber's cursor.</summary>
/// <param name="message">The reason, for the subscriber.</param>
public sealed class FeedRefusedException(string message) : Exception(message)
{
    /// <summary>Whether the cursor belongs to this feed, but lies too far back.</summary>
    public bool IsTooFarBack { get; init; }
}
