using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Server.Streams;
using Orleans.Placement;
using Orleans.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>Keeps the register of customers (R2.2.1) from what happens in a partition.</summary>
[Alias("og.customers")]
public interface ICustomersGrain : IJournalConsumer;

/// <summary>
/// Tells customers what orders say of them. Each event may be told twice, since only a change is recorded and a hold has a key; so how far it is, is stored seldom, and what is read
/// again after a crash is found to be known.
/// </summary>
[GrainType("customers"), ImplicitStreamSubscription(ConsumerKind.Customers), PreferLocalPlacement]
internal sealed class CustomersGrain(
    [PersistentState("place", GrainStates.Storage)] IPersistentState<CustomersPlace> stored, IJournal journal, IKeyStore keys, EventNames names, CustomerIntake intake,
    TimeProvider clock, ILogger<CustomersGrain> logger)
    : ConsumerGrain<CustomerNews>(ConsumerKind.Customers, journal, clock, logger), ICustomersGrain
{
    private const int UnstoredEvents = 2_000;
    private static readonly TimeSpan StorePeriod = TimeSpan.FromSeconds(10);
    private IReadOnlyDictionary<Guid, PersonalKey> _keys = ImmutableDictionary<Guid, PersonalKey>.Empty;

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await base.OnDeactivateAsync(reason, cancellationToken);
        await StoreAsync(Place);
    }

    /// <inheritdoc/>
    protected override Task<ConsumerPlace> LoadAsync(CancellationToken cancellation)
    {
        this.RegisterGrainTimer(_ => StoreAsync(Place), new GrainTimerCreationOptions(StorePeriod, StorePeriod) { Interleave = false });
        return Task.FromResult(stored.RecordExists ? new ConsumerPlace(stored.State.Position, stored.State.Parked) : ConsumerPlace.Start);
    }

    /// <inheritdoc/>
    protected override async ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events) =>
        _keys = await keys.FindAsync(events.Where(CustomerNews.NeedsKey).Select(recorded => recorded.Event.KeyId).OfType<Guid>().ToHashSet(), CancellationToken.None);

    /// <inheritdoc/>
    protected override CustomerNews? Read(RecordedEvent recorded) => CustomerNews.Read(recorded, names, _keys);

    /// <inheritdoc/>
    protected override async Task TakeInAsync(IReadOnlyList<(RecordedEvent Recorded, CustomerNews Effect)> effects, ConsumerPlace place, bool isLate)
    {
        if (effects.Count > 0)
            await intake.TakeInAsync([.. effects.Select(effect => effect.Effect)]);
        if (isLate || place.Parked != Place.Parked || place.Position - stored.State.Position >= UnstoredEvents)
            await StoreAsync(place);
    }

    /// <summary>The register is in the journal itself; there is nothing to forget but the place.</summary>
    protected override Task ResetAsync() => StoreAsync(ConsumerPlace.Start);

    private async Task StoreAsync(ConsumerPlace place)
    {
        if (stored.RecordExists && stored.State.Position == place.Position && stored.State.Parked == place.Parked)
            return;
        stored.State = new CustomersPlace { Position = place.Position, Parked = place.Parked };
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

/// <summary>How far a partition is, as stored.</summary>
public sealed class CustomersPlace
{
    /// <summary>The position of the last event that was taken in or parked.</summary>
    public long Position { get; init; }
    /// <summary>What is parked.</summary>
    public ImmutableArray<ParkedEvent> Parked { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CustomersPlace))]
internal sealed partial class CustomersStateJson : JsonSerializerContext;
