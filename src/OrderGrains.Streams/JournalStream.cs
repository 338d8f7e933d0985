using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderGrains.Journal;
using Orleans.Internal;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace OrderGrains.Streams;

/// <summary>Registers the read-only streams of the journal: one for each partition and kind of consumer.</summary>
public static class JournalStream
{
    /// <summary>Returns the id of a partition's stream for a kind.</summary>
    public static Orleans.Runtime.StreamId Id(string kind, int partition) => Orleans.Runtime.StreamId.Create(kind, partition);

    /// <summary>Adds the stream provider of a kind of consumer.</summary>
    /// <remarks>The kind's grains are keyed by partition and have <c>[ImplicitStreamSubscription(kind)]</c>.</remarks>
    /// <typeparam name="TConsumer">The consumer grain's interface.</typeparam>
    public static ISiloBuilder AddJournalStream<TConsumer>(this ISiloBuilder silo, string kind, ConsumerPace pace)
        where TConsumer : IJournalConsumer
    {
        silo.Services.TryAddSingleton(services =>
            JournalPressure.On(services.GetRequiredService<IJournal>(), services.GetRequiredService<TimeProvider>()));
        silo.Services.TryAddSingleton(services => ConsumerPlaces.Of(services.GetRequiredService<JournalPressure>()));
        silo.Services.TryAddSingleton<ConsumerLoading>();
        silo.Services.TryAddSingleton<JournalTail>();
        silo.Services.TryAddSingleton<ConsumerMetrics>();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<JsonSerializerContext>(ConsumerStateJson.Default));
        silo.Services.AddSingleton(services =>
            new ConsumerKind(kind, pace, partition => services.GetRequiredService<IGrainFactory>().GetGrain<TConsumer>(partition)));
        return silo.AddPersistentStreams(kind, CreateFactory, stream =>
        {
            stream.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            stream.ConfigurePartitionBalancing((services, _) => ActivatorUtilities.CreateInstance<PartitionQueueBalancer>(services));
            stream.ConfigureBackoffProvider((_, _) => (IMessageDeliveryBackoffProvider)SteadyBackoff.Instance);
            stream.ConfigureBackoffProvider((_, _) => (IQueueReaderBackoffProvider)SteadyBackoff.Instance);
            stream.ConfigurePullingAgent(options => options.Configure(agent =>
            {
                agent.BatchContainerBatchSize = 8;
                // Applies only after a failed read: a read waits for events.
                agent.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(200);
                agent.MaxEventDeliveryTime = Timeout.InfiniteTimeSpan;              // Orleans skips a batch at any other limit.
                agent.StreamInactivityPeriod = TimeSpan.FromDays(1);
            }));
        });

        IQueueAdapterFactory CreateFactory(IServiceProvider services, string name) =>
            ActivatorUtilities.CreateInstance<JournalQueueAdapterFactory<TConsumer>>(services, name, pace);
    }
}

/// <summary>Retries at a constant interval, so that delivery resumes promptly after an outage of any length.</summary>
internal sealed class SteadyBackoff : IMessageDeliveryBackoffProvider, IQueueReaderBackoffProvider
{
    public static readonly SteadyBackoff Instance = new();
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    TimeSpan IBackoffProvider.Next(int attempt) => Pause;
}

/// <summary>The stream provider of one kind of consumer: a queue for each partition, read from the event cache.</summary>
internal sealed class JournalQueueAdapterFactory<TConsumer>(
    string kind,
    ConsumerPace pace,
    IJournal journal,
    JournalPressure pressure,
    ConsumerPlaces places,
    JournalTail tail,
    IGrainFactory grains,
    ConsumerMetrics metrics,
    TimeProvider clock,
    ILogger<SimpleQueueCache> logger)
    : IQueueAdapterFactory, IQueueAdapter, IQueueAdapterCache, IStreamQueueMapper
    where TConsumer : IJournalConsumer
{
    // Counts slices, not events: this bounds the memory that a stuck consumer takes.
    private const int CachedSlices = 20;

    private readonly QueueId[] _queues =
        [.. Enumerable.Range(0, journal.Partitions).Select(partition => QueueId.GetQueueId(kind, (uint)partition, (uint)partition))];
    private readonly ConsumerTurns? _turns = pace.YieldsToWriters ? new ConsumerTurns(pace.WrittenPerEvent, pressure, places, clock) : null;

    public string Name => kind;
    public bool IsRewindable => false;                  // The consumer's checkpoint decides where to begin, not a token.
    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);
    public IQueueAdapterCache GetQueueAdapterCache() => this;
    public IStreamQueueMapper GetStreamQueueMapper() => this;
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    public IEnumerable<QueueId> GetAllQueues() => _queues;
    public QueueId GetQueueForStream(Orleans.Runtime.StreamId streamId) =>
        _queues[int.Parse(streamId.GetKeyAsString(), System.Globalization.CultureInfo.InvariantCulture)];

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId)
    {
        var partition = (int)queueId.GetNumericId();
        return new JournalReceiver(kind, partition, pace, _turns, tail, grains.GetGrain<TConsumer>(partition), metrics, clock);
    }

    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var cache = new SimpleQueueCache(CachedSlices, logger);
        metrics.RegisterCache(kind, (int)queueId.GetNumericId(), () => cache.Size);
        return cache;
    }

    public Task QueueMessageBatchAsync<T>(
        Orleans.Runtime.StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException("Streams of the journal are read-only.");
}
