using OrderGrains.Journal;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace OrderGrains.Streams;

/// <summary>
/// Follows a partition of the journal and makes something of its events, each exactly once, in their order. The stream is only the bell: what counts is the stored position.
/// What is not newer is skipped; a gap is read from the journal. An event that cannot be read is parked with the record's later ones, and the others go on; a fault of the
/// store is thrown, and the stream delivers again for as long as it takes.
/// </summary>
/// <typeparam name="TEffect">What an event means to this consumer.</typeparam>
public abstract partial class ConsumerGrain<TEffect>(string kind, IJournal journal, TimeProvider clock, ILogger logger)
    : Grain, IJournalConsumer, IStreamSubscriptionObserver, IAsyncBatchObserver<JournalSlice>
    where TEffect : class
{
    private const int PageSize = 500;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1), Unattended = TimeSpan.FromSeconds(5);
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
    /// <summary>How far it is.</summary>
    /// <exception cref="NewerStateException">That is not for this version of the program to say.</exception>
    protected ConsumerCheckpoint Checkpoint { get => _newer is null ? field : throw _newer; private set; } = ConsumerCheckpoint.Start;

    /// <summary>Reads the stored checkpoint, and what else is needed to go on.</summary>
    /// <exception cref="NewerStateException">A newer version of the program stored it: this one applies nothing, stores nothing, and answers every call with the fault.</exception>
    protected abstract Task<ConsumerCheckpoint> LoadAsync(CancellationToken cancellation);

    /// <summary>Fetches what reading these events needs, such as keys of personal data. Whatever it throws is the store's fault.</summary>
    protected virtual ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events) => ValueTask.CompletedTask;

    /// <summary>Says what an event means; null if nothing. Pure: whatever it throws is the event's fault.</summary>
    protected abstract TEffect? Read(RecordedEvent recorded);

    /// <summary>Applies the effects, and the checkpoint with them: all or none. May be durable later, if the next <see cref="LoadAsync"/> then answers an earlier checkpoint.</summary>
    /// <param name="effects">The effects, in the order of their events.</param>
    /// <param name="checkpoint">The checkpoint after them.</param>
    /// <param name="isLate">Whether the events were parked, so that their positions are behind the checkpoint.</param>
    protected abstract Task ApplyAsync(IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate);

    /// <summary>Forgets everything, since the journal is not the one that it came from.</summary>
    protected abstract Task ResetAsync();

    /// <summary>Reads what else the consumer needs before its first event, once its checkpoint is known.</summary>
    protected virtual Task OnLoadedAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public sealed override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        using var place = await ServiceProvider.GetRequiredService<ConsumerLoading>().EnterAsync(cancellationToken);
        await FindPlaceAsync(cancellationToken);
        await OnLoadedAsync(cancellationToken);
    }

    private async Task FindPlaceAsync(CancellationToken cancellationToken)
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
        _metrics.Enter(kind, Partition, () => new(Checkpoint, _recordedAt));
        if (Checkpoint.Position < head)
            CatchUp(GivesWay ? Unattended : TimeSpan.Zero); // Who gives way first waits for somebody who may have woken it in order to deliver.
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _metrics?.Leave(kind, Partition);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<JournalSlice>().ResumeAsync(this);

    /// <inheritdoc/>
    public Task<long> PositionAsync()
    {
        if (GivesWay)
            _catchingUp?.Dispose(); // Everything from there on will be delivered, in turns.
        // Whoever begins to deliver asks, also after silos came and went: the consumer follows its partition.
        var active = ServiceProvider.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Keys;
        if (active.Count > 0 && !new PartitionSilos(active).Of(Partition).Equals(ServiceProvider.GetRequiredService<ILocalSiloDetails>().SiloAddress))
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
        await Task.WhenAny(expected.Reached.Task, Task.Delay(LongestWait, clock));
        _expected.Remove(expected);
        return Checkpoint.Position >= position;
    }

    /// <inheritdoc/>
    public async Task OnNextAsync(IList<SequentialItem<JournalSlice>> items)
    {
        _metrics?.Delivered(kind, Partition, items.Count);
        var slices = items.Select(item => item.Item.Events).Where(events => events.Count > 0).ToList(); // One that was let go is applied.
        if (slices.Count == 0)
            return;
        IReadOnlyList<RecordedEvent> all = slices is [var only] ? only : [.. slices.SelectMany(events => events)];
        var isGapless = all[^1].Position - all[0].Position == all.Count - 1; // One reader's are; an overlap or a gap is nobody's to apply.
        foreach (var events in isGapless ? [all] : slices)
        {
            await FillAsync(events[0].Position);
            await GoOnAsync(events);
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
        ParkedEvent? again = null;
        var version = parked.Version - 1;
        var stream = new StreamId(parked.Stream);
        IReadOnlyList<RecordedEvent> page;
        do
        {
            page = await journal.ReadStreamAsync(stream, version, PageSize, CancellationToken.None);
            await PrepareAsync(page);
            foreach (var recorded in page.TakeWhile(x => x.Position <= Checkpoint.Position))
            {
                again = TryRead(recorded, effects);
                if (again is not null)
                    break;
            }
            version += page.Count;
        }
        while (again is null && page.Count == PageSize);
        var others = Checkpoint.Parked.Remove(parked);
        await CommitAsync(effects, Checkpoint with { Parked = again is null ? others : [.. others.Append(again).OrderBy(x => x.Position)] }, isLate: true);
        LogResumed(kind, Partition, parked.Stream, parked.Version, again?.Version);
        return new(again);
    }

    private bool GivesWay => ServiceProvider.GetServices<ConsumerKind>().Any(x => x.Name == kind && x.Pace.GivesWay);

    /// <summary>Goes on from an earlier checkpoint, since the store has no more.</summary>
    protected void GoBackTo(ConsumerCheckpoint stored)
    {
        LogTakenBack(kind, Partition, Checkpoint.Position, stored.Position);
        SetCheckpoint(stored);
        CatchUp(TimeSpan.Zero);
    }

    /// <summary>Reads to the end of the journal by itself: nobody delivers what came while no activation was there to take it.</summary>
    private void CatchUp(TimeSpan due)
    {
        _catchingUp?.Dispose();
        _catchingUp = this.RegisterGrainTimer(async cancellation =>
        {
            var page = await journal.ReadPartitionAsync(Partition, Checkpoint.Position, PageSize, cancellation);
            await GoOnAsync(page);
            if (page.Count < PageSize)
                _catchingUp!.Dispose(); // It ticks only after it was made.
        }, new GrainTimerCreationOptions(due, TimeSpan.FromMilliseconds(1)) { Interleave = false, KeepAlive = true });
    }

    private async Task FillAsync(long before)
    {
        while (Checkpoint.Position + 1 < before)
        {
            var page = await journal.ReadPartitionAsync(Partition, Checkpoint.Position, (int)Math.Min(PageSize, before - 1 - Checkpoint.Position), CancellationToken.None);
            if (page.Count == 0)
                throw new InvalidOperationException($"Partition {Partition} has no event after {Checkpoint.Position}, but one at {before}.");
            await GoOnAsync(page);
        }
    }

    private async Task GoOnAsync(IReadOnlyList<RecordedEvent> events)
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
        _metrics?.Passed(kind, Partition, events, first);
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
            return new ParkedEvent(recorded.Position, recorded.Stream.Value, recorded.Version, recorded.Event.Type, poison.Message, clock.GetUtcNow());
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
        "The {Kind} of partition {Partition} are at {Position}, but the journal ends at {Head}: it was restored from an older backup, or replaced. They are made anew.")]
    private partial void LogAheadOfJournal(string kind, int partition, long position, long head);

    [LoggerMessage(4002, LogLevel.Critical,
        "The {Kind} of partition {Partition} cannot apply the event at {Position} ({Type}, {Stream} version {Version}) and have parked it with the record's later ones: {Reason}")]
    private partial void LogParked(string kind, int partition, long position, string type, Guid stream, int version, string reason);

    [LoggerMessage(4003, LogLevel.Warning, "The {Kind} of partition {Partition} have resumed {Stream} from version {Version}; parked again at version {Again}.")]
    private partial void LogResumed(string kind, int partition, Guid stream, int version, int? again);

    [LoggerMessage(4005, LogLevel.Critical,
        "What the {Kind} of partition {Partition} have stored is of version {Version}; this program knows {Known}. They wait for the newer program, and nothing of theirs is changed.")]
    private partial void LogNewer(string kind, int partition, int version, int known);

    [LoggerMessage(4006, LogLevel.Warning,
        "What the {Kind} of partition {Partition} had made of the events up to {Position} is stored up to {Stored} only, as after a crash of the database. It is made again.")]
    private partial void LogTakenBack(string kind, int partition, long position, long stored);

    [LoggerMessage(4004, LogLevel.Warning, "The stream of {Kind}, partition {Partition}, reports a fault.")]
    private partial void LogStreamFault(Exception fault, string kind, int partition);
}
