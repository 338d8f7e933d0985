namespace OrderGrains.Streams;

/// <summary>
/// A kind of consumer that follows the journal, as it was registered. Each has a stream provider of its own, so that none waits for another.
/// </summary>
/// <param name="Name">The name of its provider, of its streams' namespace and of its stored positions; it never changes.</param>
/// <param name="Pace">How it follows.</param>
/// <param name="Of">Its grain that follows a partition.</param>
public sealed record ConsumerKind(string Name, ConsumerPace Pace, Func<int, IJournalConsumer> Of);
