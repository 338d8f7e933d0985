namespace OrderGrains.Streams;

/// <summary>A subject of events, so that the feed offers an event only to subscribers that it may concern.</summary>
/// <param name="Kind">The kind of subject.</param>
/// <param name="Value">Identifies the subject within its kind.</param>
public readonly record struct Topic(TopicKind Kind, object? Value = null);

/// <summary>A kind of topic.</summary>
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
    /// <summary>The tasks and notifications of one recipient.</summary>
    Recipient,
}

/// <summary>The events that a subscriber wants.</summary>
/// <param name="Topics">The topics under which it is offered new events.</param>
/// <param name="Matches">
/// Whether it wants an event. Missed events are tested by this alone, so it must imply everything that the topics imply.
/// </param>
public sealed record FeedInterest<T>(IReadOnlyCollection<Topic> Topics, Func<T, bool> Matches)
{
    /// <summary>Whether the subscriber needs details that the events do not contain.</summary>
    public bool InDetail { get; init; }

    /// <summary>The only records of interest, if they are few; missed events are then read from these records alone.</summary>
    public IReadOnlyCollection<StreamId>? Records { get; init; }
}

/// <summary>An event on its way to the subscribers, which share the instance.</summary>
/// <param name="News">The part of the event that subscribers see.</param>
/// <param name="Partition">The event's partition.</param>
/// <param name="Position">The event's position.</param>
/// <param name="Place">The place that its reader has reached with it.</param>
public sealed record FeedItem<T>(T News, int Partition, long Position, JournalPlace Place);
