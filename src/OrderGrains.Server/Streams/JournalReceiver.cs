using OrderGrains.Journal;
using Orleans.Streams;

namespace OrderGrains.Server.Streams;

/// <summary>Reads a partition for one kind of consumer, from the position that the consumer has stored. A read waits until there is something.</summary>
#pragma warning disable CA1001 // Its life ends with Shutdown.
internal sealed class JournalReceiver(string kind, int partition, ConsumerPace pace, JournalTail tail, TimeProvider clock, IJournalConsumer consumer) : IQueueAdapterReceiver
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _ending = new();
    private TailReader? _reader;
    private long _readAt;

    /// <summary>Nothing: whatever fails here is never tried again, so that the position is asked for by the first read.</summary>
    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <inheritdoc/>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, cancellationToken);
        try
        {
            _reader ??= tail.Follow(partition, await consumer.PositionAsync().WaitAsync(ending.Token));
            if (pace.Gather - clock.GetElapsedTime(_readAt) is { Ticks: > 0 } left)
                await Task.Delay(left, clock, ending.Token);
            var events = await _reader.ReadAsync(pace.SliceEvents, ending.Token);
            _readAt = clock.GetTimestamp();
            return [new JournalSlice(kind, partition, events)];
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return [];
        }
    }

    /// <summary>Nothing: the consumer stores how far it is.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task Shutdown(TimeSpan timeout)
    {
        await _ending.CancelAsync();
        _reader?.Dispose();
        _ending.Dispose();
    }
}
