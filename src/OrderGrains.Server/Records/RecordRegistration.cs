using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Records;

/// <summary>A kind of record, as its folder registers it once: events, fold and table, and its services, consumers and part of the
/// API.</summary>
internal abstract class RecordRegistration
{
    private protected RecordRegistration(RecordKind kind, IRecordTable table) => (Kind, Table) = (kind, table);

    /// <summary>The kind, for verifying and rebuilding.</summary>
    public RecordKind Kind { get; }
    /// <summary>The table with its rows.</summary>
    public IRecordTable Table { get; }
    /// <summary>The base type of its events.</summary>
    public abstract Type Event { get; }
    /// <summary>Its events, as the journal names them.</summary>
    public abstract IEnumerable<(string Name, int Schema)> EventNames { get; }

    /// <summary>Adds its services besides those that every kind has.</summary>
    public Action<IServiceCollection> AddServices { get; init; } = static _ => { };
    /// <summary>Adds the consumers that serve this kind alone.</summary>
    public Action<ISiloBuilder, ConsumerPace> AddConsumers { get; init; } = static (_, _) => { };
    /// <summary>Describes its part of the API.</summary>
    public Action<ApiDefinition> Describe { get; init; } = static _ => { };

    /// <summary>Adds everything that a server needs of it.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(this);
        AddStore(services);
        AddServices(services);
    }

    private protected abstract void AddStore(IServiceCollection services);
}

/// <summary>A kind of record.</summary>
/// <param name="aggregate">How its events fold.</param>
/// <param name="events">How its events are stored.</param>
/// <param name="table">The table with its rows.</param>
internal sealed class RecordRegistration<TState, TEvent>(
    Aggregate<TState, TEvent> aggregate, EventCatalog<TEvent> events, IRecordTable table)
    : RecordRegistration(RecordKind.Create(aggregate, events, table), table)
    where TState : class
    where TEvent : class
{
    /// <inheritdoc/>
    public override Type Event => typeof(TEvent);

    /// <inheritdoc/>
    public override IEnumerable<(string Name, int Schema)> EventNames => events.Types.Select(type => (type.Name, type.Schema));

    private protected override void AddStore(IServiceCollection services) => services
        .AddSingleton(aggregate)
        .AddSingleton(events)
        .AddSingleton<AggregateStore<TState, TEvent, Rejection>>();
}
