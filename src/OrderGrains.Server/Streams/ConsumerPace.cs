namespace OrderGrains.Server.Streams;

/// <summary>How a kind of consumer follows the journal. After a pause the next event is read at once; while many come, they are gathered, since every delivery and every
/// transaction has its price.</summary>
/// <param name="Gather">The least time between two reads of a partition.</param>
/// <param name="SliceEvents">How many events are read at most at a time.</param>
public sealed record ConsumerPace(TimeSpan Gather, int SliceEvents)
{
    /// <summary>Reads what there is: for what is cheap and waited for.</summary>
    public static readonly ConsumerPace Prompt = new(TimeSpan.Zero, 100);
    /// <summary>Reads twice a second at most: for what writes tables, and may lag a moment.</summary>
    public static readonly ConsumerPace Gathering = new(TimeSpan.FromMilliseconds(500), 250);
    /// <summary>Reads once a second at most, and not much: for what costs a good part of a submission, and gives way to submissions by lagging behind them.</summary>
    public static readonly ConsumerPace Unhurried = new(TimeSpan.FromSeconds(1), 125);
}
