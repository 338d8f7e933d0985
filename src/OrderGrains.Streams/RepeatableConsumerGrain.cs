using System.Text.Json.Serialization;
using OrderGrains.Journal;
using Orleans.Storage;

namespace OrderGrains.Streams;

/// <summary>A consumer that delivers effects to idempotent receivers, and therefore stores its checkpoint only now and then.</summary>
/// <remarks>After a crash it delivers some effects again, which the receivers recognize.</remarks>
/// <typeparam name="TEffect">What an event means to this consumer.</typeparam>
public abstract class RepeatableConsumerGrain<TEffect>(
    string kind, IJournal journal, IGrainStorage storage, TimeProvider clock, ILogger logger)
    : ConsumerGrain<TEffect>(kind, journal, clock, logger)
    where TEffect : class
{
    private const int MaxUnstoredEvents = 2_000;
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(10);
    private readonly GrainState<ConsumerCheckpoint> _stored = new(ConsumerCheckpoint.Start);

    /// <summary>
    /// Delivers effects in the order of the events. Any exception counts as a fault of the store, and the delivery is repeated.
    /// </summary>
    protected abstract Task DeliverAsync(IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects);

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await base.OnDeactivateAsync(reason, cancellationToken);
        await StoreAsync(Checkpoint);
    }

    /// <inheritdoc/>
    protected override async Task<ConsumerCheckpoint> LoadAsync(CancellationToken cancellation)
    {
        await storage.ReadStateAsync(StateName, this.GetGrainId(), _stored);
        if (!_stored.RecordExists)
            _stored.State = ConsumerCheckpoint.Start;
        this.RegisterGrainTimer(_ => StoreAsync(Checkpoint),
            new GrainTimerCreationOptions(StorePeriod, StorePeriod) { Interleave = false });
        return Stored;
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(
        IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate)
    {
        if (effects.Count > 0)
            await DeliverAsync(effects);
        if (isLate || checkpoint.Parked != Checkpoint.Parked || checkpoint.Position - Stored.Position >= MaxUnstoredEvents)
            await StoreAsync(checkpoint);
    }

    /// <summary>Resets the checkpoint, which is the only state.</summary>
    protected override Task ResetAsync() => StoreAsync(ConsumerCheckpoint.Start);

    private ConsumerCheckpoint Stored => _stored.State!; // Never null: LoadAsync reads a state or sets the start.

    private string StateName => $"{this.GetGrainId().Type}/checkpoint";

    private async Task StoreAsync(ConsumerCheckpoint checkpoint)
    {
        if (Stored.Position == checkpoint.Position && Stored.Parked == checkpoint.Parked)
            return;
        _stored.State = checkpoint;
        try
        {
            await storage.WriteStateAsync(StateName, this.GetGrainId(), _stored);
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // Another activation has stored its checkpoint since, and it is the one that counts.
            throw;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConsumerCheckpoint))]
internal sealed partial class ConsumerStateJson : JsonSerializerContext;
