using System.Text.Json.Serialization;
using OrderGrains.Journal;
using Orleans.Storage;

namespace OrderGrains.Streams;

/// <summary>
/// A consumer that tells others what events mean to them, who do it once however often they are told. So how far it is, is stored seldom, and what is read again after a crash is
/// found to be known.
/// </summary>
/// <typeparam name="TEffect">What an event means to this consumer.</typeparam>
public abstract class RepeatableConsumerGrain<TEffect>(string kind, IJournal journal, IGrainStorage storage, TimeProvider clock, ILogger logger)
    : ConsumerGrain<TEffect>(kind, journal, clock, logger)
    where TEffect : class
{
    private const int UnstoredEvents = 2_000;
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(10);
    private readonly GrainState<ConsumerCheckpoint> _stored = new(ConsumerCheckpoint.Start);

    /// <summary>Tells others, in the order of the events. Whatever it throws is the store's fault: the events are told again.</summary>
    protected abstract Task TellAsync(IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects);

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
        this.RegisterGrainTimer(_ => StoreAsync(Checkpoint), new GrainTimerCreationOptions(StorePeriod, StorePeriod) { Interleave = false });
        return Stored;
    }

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<(RecordedEvent Recorded, TEffect Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate)
    {
        if (effects.Count > 0)
            await TellAsync(effects);
        if (isLate || checkpoint.Parked != Checkpoint.Parked || checkpoint.Position - Stored.Position >= UnstoredEvents)
            await StoreAsync(checkpoint);
    }

    /// <summary>There is nothing to forget but how far it is.</summary>
    protected override Task ResetAsync() => StoreAsync(ConsumerCheckpoint.Start);

    private ConsumerCheckpoint Stored => _stored.State!; // Never null: reading leaves one, or the start is set.

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
            DeactivateOnIdle(); // Another activation has stored since: it is the one that counts.
            throw;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConsumerCheckpoint))]
internal sealed partial class ConsumerStateJson : JsonSerializerContext;
