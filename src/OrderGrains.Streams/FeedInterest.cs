namespace OrderGrains.Streams;

/// <summary>What events are about, so that an event is offered to those alone whom it may concern.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Value">Which one.</param>
public readonly record struct Topic(TopicKind Kind, object? Value = null);

/// <summary>What sort of thing a topic is.</summary>
public enum TopicKind
{
    /// <summary>Every event.</summary>
    All,
    /// <summary>The events of one record.</summary>
    Record,
    /// <summary>The events of one platform's records.</summary>
    Platform,
    /// <summary>The events of one customer's records.</summary>
    Customer,
    /// <summary>What waits for or is told to one recipient.</summary>
    Recipient,
}

/// <summary>Which events a subscriber wants.</summary>
/// <param name="Topics">The topics that it listens to: new events are offered by them.</param>
/// <param name="Matches">Whether it wants an event; asked by itself of what was missed, so it has to say all that the topics say.</param>
public sealed record FeedInterest<T>(IReadOnlyCollection<Topic> Topics, Func<T, bool> Matches)
{
    /// <summary>Whether more must be known of events than they say themselves.</summary>
    public bool InDetail { get; init; }

    /// <summary>The only records that it is about, where they are few; what was missed is then read from them alone.</summary>
    public IReadOnlyCollection<StreamId>? Records { get; init; }
}

/// <summary>An event on its way to subscribers, who share it.</summary>
/// <param name="News">What it is to this feed.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Position">Its position.</param>
/// <param name="Place">How far its reader is with it.</param>
public sealed record FeedItem<T>(T News, int Partition, long Position, JournalPlace Place);
