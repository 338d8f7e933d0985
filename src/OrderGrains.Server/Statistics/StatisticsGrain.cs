using OrderGrains.Domain.Statistics;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Server.Streams;
using Orleans.Placement;
using Orleans.Storage;

namespace OrderGrains.Server.Statistics;

/// <summary>
/// Counts in memory, and stores what changed every ten seconds or after some thousand events, which are read again after a crash: the months first, each with the position that
/// it has counted to, then the place. A month that nothing happens in is never written again; after a crash each skips what it has.
/// </summary>
[GrainType("statistics"), ImplicitStreamSubscription(ConsumerKind.Statistics), PreferLocalPlacement]
internal sealed class StatisticsGrain(
    IJournal journal, EventNames names, [FromKeyedServices(GrainStates.Storage)] IGrainStorage storage, TimeProvider clock, ILogger<StatisticsGrain> logger)
    : ConsumerGrain<CountedChange>(ConsumerKind.Statistics, journal, clock, logger), IStatisticsGrain
{
    private const int UnstoredEvents = 5_000;
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, GrainState<StatisticsMonth>> _months = [];
    private readonly HashSet<string> _changed = [];
    private GrainState<StatisticsPlace> _place = new(StatisticsPlace.Start);
    private long _storedPosition;

    /// <inheritdoc/>
    public async Task<PartitionStatistics> ReadAsync(string from, string to)
    {
        var months = KnownMonths.Where(month => string.CompareOrdinal(month, from) >= 0 && string.CompareOrdinal(month, to) <= 0).ToList();
        foreach (var month in months)
            await MonthAsync(month);
        return new(Place, months.ToDictionary(month => month, month => Of(month).Currencies.ToDictionary(x => x.Key, x => Copy(x.Value))));
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await base.OnDeactivateAsync(reason, cancellationToken);
        await StoreAsync();
    }

    /// <inheritdoc/>
    protected override async Task<ConsumerPlace> LoadAsync(CancellationToken cancellation)
    {
        this.RegisterGrainTimer(_ => StoreAsync(), new GrainTimerCreationOptions(StorePeriod, StorePeriod) { Interleave = false });
        await storage.ReadStateAsync("statistics", this.GetGrainId(), _place);
        if (!_place.RecordExists)
            _place.State = StatisticsPlace.Start;
        _storedPosition = Stored.Position;
        return new(Stored.Position, Stored.Parked);
    }

    /// <inheritdoc/>
    protected override CountedChange? Read(RecordedEvent recorded) => names.IsOrders(recorded.Event) ? CountedChange.Read(recorded.Event.Facts) : null;

    /// <inheritdoc/>
    protected override async Task TakeInAsync(IReadOnlyList<(RecordedEvent Recorded, CountedChange Effect)> effects, ConsumerPlace place, bool isLate)
    {
        foreach (var (_, change) in effects)
        {
            await MonthAsync(change.Before?.Month);
            await MonthAsync(change.After?.Month);
        }
        foreach (var (recorded, change) in effects)
        {
            Count(change.Before, -1, recorded.Position, isLate);
            Count(change.After, 1, recorded.Position, isLate);
            if (change.Before is { Month: var before })
                Took(before!, recorded.Position, isLate);
            if (change.After is { Month: var after } && after != change.Before?.Month)
                Took(after!, recorded.Position, isLate);
        }
        _place.State = new StatisticsPlace { Position = place.Position, Parked = place.Parked, Months = [.. KnownMonths] };
        if (isLate || place.Position - _storedPosition >= UnstoredEvents)
            await StoreAsync();
    }

    /// <inheritdoc/>
    protected override async Task ResetAsync()
    {
        foreach (var month in KnownMonths.ToList())
        {
            await MonthAsync(month);
            await storage.ClearStateAsync(Name(month), this.GetGrainId(), _months[month]);
        }
        (_place.State, _storedPosition) = (StatisticsPlace.Start, 0);
        _months.Clear();
        _changed.Clear();
        await storage.WriteStateAsync("statistics", this.GetGrainId(), _place);
    }

    private StatisticsPlace Stored => _place.State!; // Never null: reading leaves one, or the start is set.

    private IEnumerable<string> KnownMonths => Stored.Months.Union(_months.Keys);

    private StatisticsMonth Of(string month) => _months[month].State!; // Never null: loading leaves one, or a new one is set.

    private static string Name(string month) => $"statistics/{month}";

    // A month that has counted this event already, before a crash, does not count it again.
    private void Count(CountedOrder? order, int sign, long position, bool isLate)
    {
        if (order is null)
            return;
        var month = Of(order.Month!); // A counted order has a month, and it was loaded.
        if (isLate ? month.Late.Contains(position) : position <= month.Position)
            return;
        if (!month.Currencies.TryGetValue(order.Currency!, out var tables)) // A counted order has a currency.
            month.Currencies.Add(order.Currency!, tables = new MonthTables());
        tables.Count(order, sign);
    }

    private void Took(string name, long position, bool isLate)
    {
        var month = Of(name);
        if (isLate)
            month.Late.Add(position);
        else
            month.Position = Math.Max(month.Position, position);
        _changed.Add(name);
    }

    private async ValueTask MonthAsync(string? name)
    {
        if (name is null || _months.ContainsKey(name))
            return;
        var month = new GrainState<StatisticsMonth>(new StatisticsMonth());
        await storage.ReadStateAsync(Name(name), this.GetGrainId(), month);
        if (!month.RecordExists)
            month.State = new StatisticsMonth();
        _months.TryAdd(name, month);
    }

    private async Task StoreAsync()
    {
        if (Stored.Position == _storedPosition && _changed.Count == 0 && Stored.Parked == Place.Parked && _place.RecordExists)
            return;
        try
        {
            foreach (var month in _changed.ToList())
            {
                await storage.WriteStateAsync(Name(month), this.GetGrainId(), _months[month]);
                _changed.Remove(month);
            }
            await storage.WriteStateAsync("statistics", this.GetGrainId(), _place);
            _storedPosition = Stored.Position;
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // Another activation has stored since: it is the one that counts.
            throw;
        }
    }

    private static MonthTables Copy(MonthTables tables)
    {
        var copy = new MonthTables();
        copy.Add(tables);
        return copy;
    }
}
