using OrderGrains.Journal;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace OrderGrains.Streams;

/// <summary>Follows one partition of the journal and applies each event exactly once, in the order of positions.</summary>
/// <remarks>
/// The stream only signals; the stored checkpoint is the source of truth. Skips events at or before the checkpoint, and reads missing ones
/// from the journal. Parks (dead-letters) an event that cannot be read together with the record's later ones, and goes on with the other
/// records. Throws faults of the store, so that the stream delivers again until the store is back.
/// </remarks>
/// <typeparam name="TEffect">What an event means to this consumer.</typeparam>
public abstract partial class ConsumerGrain<TEffect>(string kind, IJournal journal, TimeProvider clock, ILogger logger)
    : Grain, IJournalConsumer, IStreamSubscriptionObserver, IAsyncBatchObserver<JournalSlice>
    where TEffect : class
{
    private const int PageSize = 500;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1), DeliveryGrace = TimeSpan.FromSeconds(5);
    private readonly HashSet<Guid> _parkedStreams = [];
    private NewerStateException? _newer;
    private ConsumerMetrics? _metrics;
    private DateTimeOffset? _recordedAt;
    private IGrainTimer? _catchingUp;
    private readonly List<(long Position, TaskCompletionSource Reached)> _expected = [];

    /// <summary>The kind of consumer.</summary>
    protected string Kind => kind;
    /// <summary>The journal.</summary>
    protected IJournal Journal => journal;
    /// <summary>The time.</summary>
    protected TimeProvider Clock => clock;
    /// <summary>The partition.</summary>
    protected int Partition => (int)this.GetPrimaryKeyLong();
    /// <summary>The position that the consumer has reached, and the events that it has parked.</summary>
    /// <exception cref="NewerStateException">A newer version of the program stored the checkpoint.</exception>
    protected ConsumerCheckpoint Checkpoint { get => _newer is null ? field : throw _newer; private set; } = ConsumerCheckpoint.Start;

    /// <summary>Reads the stored checkpoint and whatever else the consumer needs to go on.</summary>
    /// <exception cref="NewerStateException">
    /// A newer version of the program stored the state. The consumer then applies and stores nothing, and answers every call with the
    /// fault.
    /// </exception>
    protected abstract Task<ConsumerCheckpoint> LoadAsync(CancellationToken cancellation);

    /// <summary>
    /// Fetches what <see cref="Read"/> needs, such as keys of personal data. Any exception counts as a fault of the store.
    /// </summary>
    protected virtual ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events) => ValueTask.CompletedTask;

    /// <summary>Returns the effect of an event, or null if it has none. Pure: any exception counts as a fault of the event.</summary>
    protected abstract TEffect? Read(RecordedEvent recorded);

    /// <summary>Applies the effects and stores the checkpoint, all or nothing.</summary>
    /// <remarks>
    /// The write may become durable later, provided that <see cref="LoadAsync"/> returns an earlier checkpoint if it is lost.
    /// </remarks>
    /// <param name="effects">The effects, in the order of their events.</param>
    /// <param name="checkpoint">The checkpoint after the effects.</param>
    /// <param name="isLate">Whether the events were parked, so that their positions lie behind the checkpoint.</param>
    protected abstract Task ApplyAsync(
        IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate);

    /// <summary>Discards all state, because it was derived from another journal.</summary>
    protected abstract Task ResetAsync();

    /// <summary>Loads whatever else the consumer needs before its first event, once its checkpoint is known.</summary>
    protected virtual Task OnLoadedAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public sealed override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        using var place = await ServiceProvider.GetRequiredService<ConsumerLoading>().EnterAsync(cancellationToken);
        await LoadCheckpointAsync(cancellationToken);
        await OnLoadedAsync(cancellationToken);
    }

    private async Task LoadCheckpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            SetCheckpoint(await LoadAsync(cancellationToken));
        }
        catch (NewerStateException newer)
        {
            LogNewer(kind, Partition, newer.Version, newer.Known);
            _newer = newer;
            return;
        }
        var head = (await journal.HeadsAsync(cancellationToken))[Partition];
        if (Checkpoint.Position > head)
        {
            LogAheadOfJournal(kind, Partition, Checkpoint.Position, head);
            await ResetAsync();
            SetCheckpoint(ConsumerCheckpoint.Start);
        }
        _metrics = ServiceProvider.GetRequiredService<ConsumerMetrics>();
        _metrics.Register(kind, Partition, () => new(Checkpoint, _recordedAt));
        // A consumer that yields gives the pulling agent, which may have activated it, time to deliver before it reads the journal itself.
        if (Checkpoint.Position < head)
            CatchUp(YieldsToWriters ? DeliveryGrace : TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _metrics?.Unregister(kind, Partition);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<JournalSlice>().ResumeAsync(this);

    /// <inheritdoc/>
    public Task<long> PositionAsync()
    {
        if (YieldsToWriters)
            _catchingUp?.Dispose(); // The pulling agent delivers everything after this position, in turns.

        // A pulling agent asks whenever it starts, also after a change of silos: the consumer then migrates to the silo of its partition.
        var active = ServiceProvider.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Keys;
        var local = ServiceProvider.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        if (active.Count > 0 && !new PartitionSilos(active).Of(Partition).Equals(local))
            MigrateOnIdle();
        return Task.FromResult(Checkpoint.Position);
    }

    /// <inheritdoc/>
    public Task<ConsumerCheckpoint> CheckpointAsync() => Task.FromResult(Checkpoint);

    /// <inheritdoc/>
    public async Task<bool> ReachAsync(long position)
    {
        if (Checkpoint.Position >= position)
            return true;
        var expected = (position, Reached: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _expected.Add(expected);
        await Task.WhenAny(expected.Reached.Task, Task.Delay(MaxWait, clock));
        _expected.Remove(expected);
        return Checkpoint.Position >= position;
    }

    /// <inheritdoc/>
    public async Task OnNextAsync(IList<SequentialItem<JournalSlice>> items)
    {
        _metrics?.CountDeliveries(kind, Partition, items.Count);
        // A released slice is applied already.
        var slices = items.Select(item => item.Item.Events).Where(events => events.Count > 0).ToList();
        if (slices.Count == 0)
            return;
        IReadOnlyList<RecordedEvent> all = slices is [var only] ? only : [.. slices.SelectMany(events => events)];
        var isGapless = all[^1].Position - all[0].Position == all.Count - 1; // Slices of two readers may overlap or leave a gap.
        foreach (var events in isGapless ? [all] : slices)
        {
            await FillGapAsync(events[0].Position);
            await ApplyNewAsync(events);
        }
    }

    /// <inheritdoc/>
    public Task OnErrorAsync(Exception ex)
    {
        LogStreamFault(ex, kind, Partition);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Resumption?> ResumeAsync(long position)
    {
        if (Checkpoint.Parked.FirstOrDefault(x => x.Position == position) is not { } parked)
            return null;
        var effects = new List<(RecordedEvent, TEffect)>();
        ParkedEvent? parkedAgain = null;
        var version = parked.Version - 1;
        var stream = new StreamId(parked.Stream);
        IReadOnlyList<RecordedEvent> page;
        do
        {
            page = await journal.ReadStreamAsync(stream, version, PageSize, CancellationToken.None);
            await PrepareAsync(page);
            foreach (var recorded in page.TakeWhile(x => x.Position <= Checkpoint.Position))
            {
                parkedAgain = TryRead(recorded, effects);
                if (parkedAgain is not null)
                    break;
            }
            version += page.Count;
        }
        while (parkedAgain is null && page.Count == PageSize);
        var others = Checkpoint.Parked.Remove(parked);
        var remaining = parkedAgain is null ? others : [.. others.Append(parkedAgain).OrderBy(x => x.Position)];
        await CommitAsync(effects, Checkpoint with { Parked = remaining }, isLate: true);
        LogResumed(kind, Partition, parked.Stream, parked.Version, parkedAgain?.Version);
        return new(parkedAgain);
    }

    private bool YieldsToWriters => ServiceProvider.GetServices<ConsumerKind>().Any(x => x.Name == kind && x.Pace.YieldsToWriters);

    /// <summary>Goes back to an earlier checkpoint, because the store has lost what came after it.</summary>
    protected void RewindTo(ConsumerCheckpoint stored)
    {
        LogRewound(kind, Partition, Checkpoint.Position, stored.Position);
        SetCheckpoint(stored);
        CatchUp(TimeSpan.Zero);
    }

    /// <summary>
    /// Reads to the end of the journal without the stream, which does not repeat what it delivered before this activation.
    /// </summary>
    private void CatchUp(TimeSpan due)
    {
        _catchingUp?.Dispose();
        _catchingUp = this.RegisterGrainTimer(async cancellation =>
        {
            var page = await journal.ReadPartitionAsync(Partition, Checkpoint.Position, PageSize, cancellation);
            await ApplyNewAsync(page);
            if (page.Count < PageSize)
                _catchingUp!.Dispose(); // Not null: the timer ticks only after it was assigned.
        }, new GrainTimerCreationOptions(due, TimeSpan.FromMilliseconds(1)) { Interleave = false, KeepAlive = true });
    }

    private async Task FillGapAsync(long before)
    {
        while (Checkpoint.Position + 1 < before)
        {
            var missing = (int)Math.Min(PageSize, before - 1 - Checkpoint.Position);
            var page = await journal.ReadPartitionAsync(Partition, Checkpoint.Position, missing, CancellationToken.None);
            if (page.Count == 0)
                throw new InvalidOperationException(
                    $"Partition {Partition} has an event at {before}, but none after {Checkpoint.Position}.");
            await ApplyNewAsync(page);
        }
    }

    private async Task ApplyNewAsync(IReadOnlyList<RecordedEvent> events)
    {
        var first = 0;
        while (first < events.Count && events[first].Position <= Checkpoint.Position)
            first++;
        if (first == events.Count)
            return;
        await PrepareAsync(events);
        var effects = new List<(RecordedEvent, TEffect)>(events.Count - first);
        var parked = Checkpoint.Parked;
        HashSet<Guid>? behind = null;
        for (var i = first; i < events.Count; i++)
        {
            if (_parkedStreams.Contains(events[i].Stream.Value) || behind?.Contains(events[i].Stream.Value) == true)
                continue;
            if (TryRead(events[i], effects) is not { } poison)
                continue;
            parked = parked.Add(poison);
            (behind ??= []).Add(poison.Stream);
        }
        await CommitAsync(effects, new ConsumerCheckpoint(events[^1].Position, parked), isLate: false);
        _recordedAt = events[^1].Event.RecordedAt;
        _metrics?.CountEvents(kind, Partition, events, first);
    }

    private async Task CommitAsync(List<(RecordedEvent, TEffect)> effects, ConsumerCheckpoint checkpoint, bool isLate)
    {
        await ApplyAsync(effects, checkpoint, isLate);
        foreach (var parked in checkpoint.Parked.Except(Checkpoint.Parked))
            LogParked(kind, Partition, parked.Position, parked.Type, parked.Stream, parked.Version, parked.Reason);
        SetCheckpoint(checkpoint);
    }

    private ParkedEvent? TryRead(RecordedEvent recorded, List<(RecordedEvent, TEffect)> effects)
    {
        try
        {
            recorded.RequireUnaltered();
            if (Read(recorded) is { } effect)
                effects.Add((recorded, effect));
            return null;
        }
        catch (Exception poison)
        {
            return new ParkedEvent(
                recorded.Position, recorded.Stream.Value, recorded.Version, recorded.Event.Type, poison.Message, clock.GetUtcNow());
        }
    }

    private void SetCheckpoint(ConsumerCheckpoint checkpoint)
    {
        if (checkpoint.Parked != Checkpoint.Parked)
        {
            _parkedStreams.Clear();
            _parkedStreams.UnionWith(checkpoint.Parked.Select(x => x.Stream));
        }
        Checkpoint = checkpoint;
        foreach (var (_, reached) in _expected.Where(x => x.Position <= checkpoint.Position))
            reached.TrySetResult();
    }

    [LoggerMessage(4001, LogLevel.Critical,
        "Consumer {Kind} of partition {Partition} has reached {Position}, but the journal ends at {Head}, because it was restored from an "
            + "older backup or replaced. The consumer starts again from the first event.")]
    private partial void LogAheadOfJournal(string kind, int partition, long position, long head);

    [LoggerMessage(4002, LogLevel.Critical,
        "Consumer {Kind} of partition {Partition} cannot apply the event at {Position} ({Type}, {Stream} version {Version}). It has "
            + "parked the event and the record's later ones: {Reason}")]
    private partial void LogParked(string kind, int partition, long position, string type, Guid stream, int version, string reason);

    [LoggerMessage(4003, LogLevel.Warning,
        "Consumer {Kind} of partition {Partition} has resumed {Stream} from version {Version}; parked again at version {Again}.")]
    private partial void LogResumed(string kind, int partition, Guid stream, int version, int? again);

    [LoggerMessage(4005, LogLevel.Critical,
        "Consumer {Kind} of partition {Partition} has stored its state in version {Version}, but this program knows only version "
            + "{Known}. The consumer changes nothing and waits for the newer program.")]
    private partial void LogNewer(string kind, int partition, int version, int known);

    [LoggerMessage(4006, LogLevel.Warning,
        "Consumer {Kind} of partition {Partition} has applied events up to {Position}, but the database holds their effects only up to "
            + "{Stored}, as after a crash. The consumer applies the rest again.")]
    private partial void LogRewound(string kind, int partition, long position, long stored);

    [LoggerMessage(4004, LogLevel.Warning, "The stream of consumer {Kind}, partition {Partition}, reports a fault.")]
    private partial void LogStreamFault(Exception fault, string kind, int partition);
}
