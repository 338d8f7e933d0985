using OrderGrains.Journal;

namespace OrderGrains.Streams;

/// <summary>Finds and resumes the parked (dead-lettered) events of all consumers.</summary>
/// <param name="kinds">All kinds of consumers.</param>
/// <param name="journal">The journal, which knows the number of partitions.</param>
public sealed class ParkedEvents(IEnumerable<ConsumerKind> kinds, IJournal journal)
{
    /// <summary>Lists the parked events of every kind of consumer and every partition.</summary>
    public async Task<IReadOnlyList<PartitionParkedEvent>> ListAsync(CancellationToken cancellation)
    {
        var checkpoints = from kind in kinds
                          from partition in Enumerable.Range(0, journal.Partitions)
                          select CheckpointAsync(kind, partition);
        var parked = await Task.WhenAll(checkpoints).WaitAsync(cancellation);
        return [.. parked.SelectMany(x => x)];
    }

    /// <summary>Applies the events of a parked record, beginning with the parked one.</summary>
    /// <param name="consumer">The name of the kind of consumer.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="position">The position of the parked event.</param>
    /// <returns>The result; null if no such event is parked.</returns>
    public async Task<Resumption?> ResumeAsync(string consumer, int partition, long position) =>
        kinds.FirstOrDefault(x => x.Name == consumer) is { } kind && partition >= 0 && partition < journal.Partitions
            ? await kind.Of(partition).ResumeAsync(position) : null;

    private static async Task<IEnumerable<PartitionParkedEvent>> CheckpointAsync(ConsumerKind kind, int partition) =>
        (await kind.Of(partition).CheckpointAsync()).Parked.Select(parked => new PartitionParkedEvent(kind.Name, partition, parked));
}

/// <summary>A parked event and the consumer that could not apply it.</summary>
/// <param name="Consumer">The name of the kind of consumer.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Event">The event.</param>
public sealed record PartitionParkedEvent(string Consumer, int Partition, ParkedEvent Event);
