namespace OrderGrains.Streams;

/// <summary>How a kind of consumer follows the journal. After a pause the next event is read at once; while many come, they are gathered, since every delivery and every
/// transaction has its price.</summary>
/// <param name="Gather">The least time between two reads of a partition.</param>
/// <param name="SliceEvents">How many events are read at most at a time.</param>
/// <param name="WrittenPerEvent">How many events are written for each that is followed while the journal is busy; 0 for who gives way to nobody.</param>
public sealed record ConsumerPace(TimeSpan Gather, int SliceEvents, int WrittenPerEvent)
{
    /// <summary>Whether it gives way to those who write the journal.</summary>
    public bool GivesWay => WrittenPerEvent > 0;

    /// <summary>Reads what there is: for what is cheap and waited for.</summary>
    public static readonly ConsumerPace Prompt = new(TimeSpan.Zero, 100, 0);
    /// <summary>Reads twice a second at most, and gives way to submissions: for what writes tables, and may lag behind a peak.</summary>
    public static readonly ConsumerPace GivingWay = new(TimeSpan.FromMilliseconds(500), 500, 64);
}
