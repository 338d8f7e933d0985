using OrderGrains.Journal;
using OrderGrains.Server.Assignment;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Deadlines;
using OrderGrains.Server.Feedback;
using OrderGrains.Server.Search;
using OrderGrains.Server.Statistics;

namespace OrderGrains.Server.Streams;

/// <summary>Finds what consumers have parked, and has it taken in again.</summary>
public sealed class ParkedEvents(IGrainFactory grains, IJournal journal)
{
    /// <summary>Everything that is parked, of every kind of consumer and every partition.</summary>
    public async Task<IReadOnlyList<ParkedEventNode>> ListAsync(CancellationToken cancellation)
    {
        var places = from kind in ConsumerKind.All
                     from partition in Enumerable.Range(0, journal.Partitions)
                     select PlaceAsync(kind, partition);
        var parked = await Task.WhenAll(places).WaitAsync(cancellation);
        return [.. parked.SelectMany(x => x)];
    }

    /// <summary>Has a parked record's events taken in, from the parked one on.</summary>
    /// <returns>The parked event as it is now, if one fails again; null if all were taken in, or nothing of the kind is parked.</returns>
    public async Task<ParkedEventNode?> ResumeAsync(string kind, int partition, long position) =>
        await Consumer(kind, partition).ResumeAsync(position) is { } again ? new ParkedEventNode(kind, partition, again) : null;

    /// <summary>Whether the event is parked.</summary>
    public async Task<bool> IsParkedAsync(string kind, int partition, long position) =>
        ConsumerKind.All.Contains(kind) && partition >= 0 && partition < journal.Partitions
        && (await Consumer(kind, partition).PlaceAsync()).Parked.Any(x => x.Position == position);

    private async Task<IEnumerable<ParkedEventNode>> PlaceAsync(string kind, int partition) =>
        (await Consumer(kind, partition).PlaceAsync()).Parked.Select(parked => new ParkedEventNode(kind, partition, parked));

    private IJournalConsumer Consumer(string kind, int partition) => kind switch
    {
        ConsumerKind.Statistics => grains.GetGrain<IStatisticsGrain>(partition),
        ConsumerKind.Customers => grains.GetGrain<ICustomersGrain>(partition),
        ConsumerKind.Feedback => grains.GetGrain<IFeedbackGrain>(partition),
        ConsumerKind.Search => grains.GetGrain<ISearchGrain>(partition),
        ConsumerKind.Deadlines => grains.GetGrain<IDeadlinesGrain>(partition),
        ConsumerKind.Teams => grains.GetGrain<IAssignmentRelay>(partition),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of consumer."),
    };
}
