using System.Collections.Immutable;
using OrderGrains.Journal;
using OrderGrains.Server.Records;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;
using Orleans.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>Keeps the register of customers (R2.2.1) from what happens in a partition.</summary>
[Alias("og.customers")]
public interface ICustomersGrain : IJournalConsumer;

/// <summary>
/// Tells customers what orders say of them. Each event may be told twice, since only a change is recorded and a hold has a key. What it
/// makes of events is in the journal itself.
/// </summary>
[GrainType("customers"), ImplicitStreamSubscription(CustomersSetup.Kind), PartitionPlacement]
internal sealed class CustomersGrain(
    IJournal journal, IKeyStore keys, EventNames names, CustomerIntake intake,
        [FromKeyedServices(GrainStates.Storage)] IGrainStorage storage, TimeProvider clock,
    ILogger<CustomersGrain> logger)
    : RepeatableConsumerGrain<CustomerNews>(CustomersSetup.Kind, journal, storage, clock, logger), ICustomersGrain
{
    private IReadOnlyDictionary<Guid, PersonalKey> _keys = ImmutableDictionary<Guid, PersonalKey>.Empty;

    /// <inheritdoc/>
    protected override async ValueTask PrepareAsync(IReadOnlyList<RecordedEvent> events) =>
        _keys = await keys.FindAsync(events.Where(CustomerNews.NeedsKey).Select(recorded => recorded.Event.KeyId).OfType<Guid>()
            .ToHashSet(), CancellationToken.None);

    /// <inheritdoc/>
    protected override CustomerNews? Read(RecordedEvent recorded) => CustomerNews.Read(recorded, names, _keys);

    /// <inheritdoc/>
    protected override Task DeliverAsync(IReadOnlyList<(RecordedEvent Recorded, CustomerNews Effect)> effects) =>
        intake.ApplyAsync([.. effects.Select(effect => effect.Effect)]);
}
