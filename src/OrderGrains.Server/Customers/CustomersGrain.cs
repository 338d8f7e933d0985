using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Journal;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Storage;
using OrderGrains.Server.Streams;
using Orleans.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>Keeps the register of customers (R2.2.1) from what happens in a partition.</summary>
[Alias("og.customers")]
public interface ICustomersGrain : IJournalConsumer;

/// <summary>
/// Tells customers what orders say of them. Each event may be told twice, since only a change is recorded and a hold has a key; so how far it is, is stored seldom, and what is read
/// again after a crash is found to be known.
/// </summary>
[GrainType("customers"), ImplicitStreamSubscription(CustomersSetup.Kind), PartitionPlacement]
internal sealed class CustomersGrain(
    [PersistentState("checkpoint", GrainStates.Storage)] IPersistentState<CustomersCheckpoint> stored, IJournal journal, IKeyStore keys, EventNames names, CustomerIntake intake,
    TimeProvider clock, ILogger<CustomersGrain> logger)
    : ConsumerGrain<CustomerNews>(CustomersSetup.Kind, journal, clock, logger), ICustomersGrain
{
    private const int UnstoredEvents = 2_000;
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(10);
    private IReadOnlyDictionary<Guid, PersonalKey> _keys = ImmutableDictionary<Guid, PersonalKey>.Empty;

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await base.OnDeactivateAsync(reason, cancellationToken);
        await StoreAsync(Checkpoint);
    }

    /// <inheritdoc/>
    protected override Task<ConsumerCheckpoint> LoadAsync(CancellationToken cancellation)
    {
        this.RegisterGrainTimer(_ => StoreAsync(Checkpoint), new GrainTimerCreationOptions(StorePeriod, StorePeriod) { Interleave = false });
        return Task.FromResult(stored.RecordExists ? new ConsumerCheckpoint(stored.State.Position, stored.State.Parked) : ConsumerCheckpoint.Start);
    }

    /// <inheritdoc/>
    protected override async ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events) =>
        _keys = await keys.FindAsync(events.Where(CustomerNews.NeedsKey).Select(recorded => recorded.Event.KeyId).OfType<Guid>().ToHashSet(), CancellationToken.None);

    /// <inheritdoc/>
    protected override CustomerNews? Read(RecordedEvent recorded) => CustomerNews.Read(recorded, names, _keys);

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<(RecordedEvent Recorded, CustomerNews Effect)> effects, ConsumerCheckpoint checkpoint, bool isLate)
    {
        if (effects.Count > 0)
            await intake.ApplyAsync([.. effects.Select(effect => effect.Effect)]);
        if (isLate || checkpoint.Parked != Checkpoint.Parked || checkpoint.Position - stored.State.Position >= UnstoredEvents)
            await StoreAsync(checkpoint);
    }

    /// <summary>The register is in the journal itself; there is nothing to forget but how far it is.</summary>
    protected override Task ResetAsync() => StoreAsync(ConsumerCheckpoint.Start);

    private async Task StoreAsync(ConsumerCheckpoint checkpoint)
    {
        if (stored.RecordExists && stored.State.Position == checkpoint.Position && stored.State.Parked == checkpoint.Parked)
            return;
        stored.State = new CustomersCheckpoint(checkpoint.Position, checkpoint.Parked);
        try
        {
            await stored.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // Another activation has stored since: it is the one that counts.
            throw;
        }
    }
}

/// <summary>How far a partition is: as stored, and as an activation that moves to another silo takes it along.</summary>
/// <param name="Position">The position of the last event that was applied or parked.</param>
/// <param name="Parked">What is parked.</param>
[GenerateSerializer, Immutable, Alias("og.customers.checkpoint")]
public sealed record CustomersCheckpoint([property: Id(0)] long Position, [property: Id(1)] ImmutableArray<ParkedEvent> Parked)
{
    /// <summary>Before the first event.</summary>
    public CustomersCheckpoint()
        : this(0, []) { }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CustomersCheckpoint))]
internal sealed partial class CustomersStateJson : JsonSerializerContext;
