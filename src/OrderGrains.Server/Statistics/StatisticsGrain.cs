using OrderGrains.Domain.Statistics;
using OrderGrains.Journal;
using OrderGrains.Server.Records;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;
using Orleans.Storage;

namespace OrderGrains.Server.Statistics;

/// <summary>
/// Counts in memory, and stores what changed every ten seconds or after some thousand events, which are read again after a crash: the
/// months first, each of which knows what it has counted, then the checkpoint. A month that nothing happens in is never written again;
/// after a crash each skips what it has.
/// </summary>
[GrainType("statistics"), ImplicitStreamSubscription(StatisticsSetup.Kind), PartitionPlacement]
internal sealed partial class StatisticsGrain(
    IJournal journal, EventNames names, [FromKeyedServices(GrainStates.Storage)] IGrainStorage storage, TimeProvider clock,
        ILogger<StatisticsGrain> logger)
    : ConsumerGrain<CountedChange>(StatisticsSetup.Kind, journal, clock, logger), IStatisticsGrain
{
    private const int UnstoredEvents = 5_000;
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, GrainState<StatisticsMonth>> _months = [];
    private readonly HashSet<string> _changed = [];
    private readonly GrainState<StatisticsCheckpoint> _checkpoint = new(StatisticsCheckpoint.Start);
    private StatisticsCheckpoint _stored = StatisticsCheckpoint.Start;

    /// <inheritdoc/>
    public async Task<PartitionStatistics> ReadAsync(string from, string to)
    {
        var months = Current.Months.Where(month => string.CompareOrdinal(month, from) >= 0 && string.CompareOrdinal(month, to) <= 0)
            .ToList();
        foreach (var month in months)
            await MonthAsync(month);
        return new(Checkpoint, months.ToDictionary(month => month,
            month => Of(month).Currencies.ToDictionary(x => x.Key, x => Copy(x.Value))));
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await base.OnDeactivateAsync(reason, cancellationToken);
        await StoreAsync();
    }

    /// <inheritdoc/>
    protected override async Task<ConsumerCheckpoint> LoadAsync(CancellationToken cancellation)
    {
        await storage.ReadStateAsync("statistics", this.GetGrainId(), _checkpoint);
        if (!_checkpoint.RecordExists)
            _checkpoint.State = StatisticsCheckpoint.Start;
        _stored = Current;
        if (Current.Version > StatisticsCheckpoint.Known)
            throw new NewerStateException(StatisticsSetup.Kind, Current.Version, StatisticsCheckpoint.Known);
        if (Current.Version < StatisticsCheckpoint.Known)
            LogOlder(logger, Partition, Current.Version, StatisticsCheckpoint.Known);
        if (Current.Version < StatisticsCheckpoint.Known || Current is { Position: 0, Months.Length: > 0 })
            await ResetAsync();
        this.RegisterGrainTimer(_ => StoreAsync(), new GrainTimerCreationOptions(StorePeriod, StorePeriod) { Interleave = false });
        return new(Current.Position, Current.Parked);
    }

    /// <inheritdoc/>
    protected override CountedChange? Read(RecordedEvent recorded) =>
        names.IsOrders(recorded.Event) ? CountedChange.Read(recorded.Event.Facts) : null;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<(RecordedEvent Recorded, CountedChange Effect)> effects,
        ConsumerCheckpoint checkpoint, bool isLate)
    {
        foreach (var (_, change) in effects)
        {
            await MonthAsync(change.Before?.Month);
            await MonthAsync(change.After?.Month);
        }
        foreach (var (recorded, change) in effects)
        {
            Count(change.Before?.Month, recorded, change, checkpoint);
            if (change.After?.Month != change.Before?.Month)
                Count(change.After?.Month, recorded, change, checkpoint);
        }
        _checkpoint.State = Current with { Position = checkpoint.Position, Parked = checkpoint.Parked };
        if (isLate || checkpoint.Position - _stored.Position >= UnstoredEvents)
            await StoreAsync();
    }

    /// <summary>Forgets everything; where that is broken off, the next loading goes on with it.</summary>
    protected override async Task ResetAsync()
    {
        await StoreCheckpointAsync(StatisticsCheckpoint.Start with { Months = Current.Months });
        foreach (var month in Current.Months)
        {
            await MonthAsync(month);
            await storage.ClearStateAsync(Name(month), this.GetGrainId(), _months[month]);
        }
        _months.Clear();
        _changed.Clear();
        await StoreCheckpointAsync(StatisticsCheckpoint.Start);
    }

    private StatisticsCheckpoint Current => _checkpoint.State!; // Never null: reading leaves one, or the start is set.

    private StatisticsMonth Of(string month) => _months[month].State!; // Never null: loading leaves one, or a new one is set.

    private static string Name(string month) => $"statistics/{month}";

    private void Count(string? month, RecordedEvent recorded, CountedChange change, ConsumerCheckpoint checkpoint)
    {
        if (month is not null && Of(month).Count(month, recorded, change, checkpoint.Parked))
            _changed.Add(month);
    }

    private async ValueTask MonthAsync(string? name)
    {
        if (name is null || _months.ContainsKey(name))
            return;
        var month = new GrainState<StatisticsMonth>(new StatisticsMonth());
        await storage.ReadStateAsync(Name(name), this.GetGrainId(), month);
        if (!month.RecordExists)
            month.State = new StatisticsMonth();
        if (_months.TryAdd(name, month) && !Current.Months.Contains(name))
            _checkpoint.State = Current with { Months = Current.Months.Add(name) };
    }

    private async Task StoreAsync()
    {
        if (Current == _stored && _changed.Count == 0)
            return;
        try
        {
            foreach (var month in _changed.ToList())
            {
                await storage.WriteStateAsync(Name(month), this.GetGrainId(), _months[month]);
                _changed.Remove(month);
            }
            await StoreCheckpointAsync(Current);
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // Another activation has stored since: it is the one that counts.
            throw;
        }
    }

    private async Task StoreCheckpointAsync(StatisticsCheckpoint checkpoint)
    {
        _checkpoint.State = checkpoint;
        await storage.WriteStateAsync("statistics", this.GetGrainId(), _checkpoint);
        _stored = checkpoint;
    }

    private static MonthTables Copy(MonthTables tables)
    {
        var copy = new MonthTables();
        copy.Add(tables);
        return copy;
    }

    [LoggerMessage(4111, LogLevel.Warning,
        "The statistics of partition {Partition} are stored as version {Version} and are made anew as version {Known}.")]
    private static partial void LogOlder(ILogger logger, int partition, int version, int known);
}
