namespace OrderGrains.Streams;

/// <summary>
/// A registered kind of consumer (consumer group). Each kind has its own stream provider, so that none waits for another.
/// </summary>
/// <param name="Name">The name of its provider, its streams' namespace and its stored checkpoints; it never changes.</param>
/// <param name="Pace">The pace at which it follows the journal.</param>
/// <param name="Of">Returns the grain that follows a partition.</param>
public sealed record ConsumerKind(string Name, ConsumerPace Pace, Func<int, IJournalConsumer> Of);
