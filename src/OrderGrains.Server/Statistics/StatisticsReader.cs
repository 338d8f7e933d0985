using OrderGrains.Domain.Statistics;
using OrderGrains.Journal;

namespace OrderGrains.Server.Statistics;

/// <summary>Asks every partition for its counts and adds them up.</summary>
public sealed class StatisticsReader(IGrainFactory grains, IJournal journal)
{
    /// <summary>The statistics of some months.</summary>
    /// <param name="from">The first month.</param>
    /// <param name="to">The last month.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<OrderStatistics> ReadAsync(Month from, Month to, CancellationToken cancellation)
    {
        // Reads the journal's ends first: a caller who learns that nothing is missing has every event recorded before the request.
        var heads = await journal.HeadsAsync(cancellation);
        var parts = await Task.WhenAll(Enumerable.Range(0, journal.Partitions)
            .Select(partition => grains.GetGrain<IStatisticsGrain>(partition).ReadAsync(from.ToString(), to.ToString())))
            .WaitAsync(cancellation);
        var sums = new SortedDictionary<(string Month, string Currency), MonthTables>();
        foreach (var (month, currency,
            tables) in parts.SelectMany(part =>
            part.Months.SelectMany(month => month.Value.Select(currency => (month.Key, currency.Key, currency.Value)))))
        {
            if (!sums.TryGetValue((month, currency), out var sum))
                sums.Add((month, currency), sum = new MonthTables());
            sum.Add(tables);
        }
        return new OrderStatistics(
            [.. sums.Where(x => x.Value.ByPlatform.Count > 0).Select(x => MonthStatistics.Of(x.Key.Month, x.Key.Currency, x.Value))],
            parts.Select((part, partition) => (int)Math.Min(int.MaxValue, Math.Max(0, heads[partition] - part.Checkpoint.Position))).Sum(),
            parts.Sum(part => part.Checkpoint.Parked.Length));
    }
}
