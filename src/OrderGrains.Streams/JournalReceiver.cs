using OrderGrains.Journal;
using Orleans.Streams;

namespace OrderGrains.Streams;

/// <summary>Reads a partition for one kind of consumer, from its stored checkpoint on; a read waits until there are events.</summary>
/// <remarks>For a kind that yields to writers it reads in turns, each of which lasts until the consumer has applied the slice.</remarks>
/// <param name="kind">The kind of consumer.</param>
/// <param name="partition">The partition.</param>
/// <param name="pace">The pace of the kind.</param>
/// <param name="turns">The turns of the kind; null if it never yields.</param>
/// <param name="tail">The event cache.</param>
/// <param name="consumer">The consumer of the partition.</param>
/// <param name="metrics">The metrics, from which it removes the consumer's cache at the end.</param>
/// <param name="clock">The clock.</param>
#pragma warning disable CA1001 // Its life ends with Shutdown.
internal sealed class JournalReceiver(
    string kind,
    int partition,
    ConsumerPace pace,
    ConsumerTurns? turns,
    JournalTail tail,
    IJournalConsumer consumer,
    ConsumerMetrics metrics,
    TimeProvider clock) : IQueueAdapterReceiver
#pragma warning restore CA1001
{
    private static readonly TimeSpan UpgradePause = TimeSpan.FromSeconds(10), MaxTurn = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _ending = new();
    private TailReader? _reader;
    private ConsumerTurns.Turn? _turn;
    private JournalSlice? _underway;
    private long _readAt;

    /// <summary>Does nothing: Orleans never repeats a failed initialization, so the first read asks for the position.</summary>
    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <inheritdoc/>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, cancellationToken);
        try
        {
            _reader ??= await FollowAsync(ending.Token);
            if (_underway is { } slice)
                await FinishTurnAsync(slice, ending.Token);
            if (pace.MinInterval - clock.GetElapsedTime(_readAt) is { Ticks: > 0 } left)
                await Task.Delay(left, clock, ending.Token);
            var read = await ReadAsync(_reader, ending.Token);
            _readAt = clock.GetTimestamp();
            return [read];
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return [];
        }
        catch (NewerStateException)
        {
            // Nothing will change soon, and the consumer has logged the alarm.
            await Task.Delay(UpgradePause, clock, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return [];
        }
    }

    /// <summary>Does nothing: the consumer stores its own checkpoint.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task Shutdown(TimeSpan timeout)
    {
        await _ending.CancelAsync();
        _turn?.Dispose();
        _reader?.Dispose();
        metrics.UnregisterCache(kind, partition);
        _ending.Dispose();
    }

    private async Task<TailReader> FollowAsync(CancellationToken ending)
    {
        var position = await consumer.PositionAsync().WaitAsync(ending);
        ending.ThrowIfCancellationRequested();
        return tail.Follow(partition, position);
    }

    private async Task<JournalSlice> ReadAsync(TailReader reader, CancellationToken ending)
    {
        if (turns is null)
            return new(kind, partition, await reader.ReadAsync(pace.MaxSliceEvents, ending));
        await reader.WaitAsync(ending);
        var turn = await turns.TakeAsync(ending);
        try
        {
            var events = await reader.ReadAsync(pace.MaxSliceEvents, ending);
            turn.Events = events.Count;
            (_turn, _underway) = (turn, new(kind, partition, events));
            // Shutdown returns only a turn that it sees; one granted in the same moment would be lost.
            ending.ThrowIfCancellationRequested();
            return _underway;
        }
        catch
        {
            _underway = null; // The slice is not delivered, so nothing may wait for it; the consumer fills the gap.
            turn.Dispose();
            throw;
        }
    }

    // One slice at a time is on its way to the consumer. If the consumer is stuck, or its server does not answer, the turn ends after
    // MaxTurn,
    // because all other partitions wait for it.
    private async Task FinishTurnAsync(JournalSlice slice, CancellationToken ending)
    {
        var position = slice.Events[^1].Position;
        while (_underway is not null)
        {
            try
            {
                if (await consumer.ReachAsync(position).WaitAsync(MaxTurn, clock, ending))
                    _underway = null;
            }
            catch (TimeoutException)
            {
                // Ask again, without the turn.
            }
            finally
            {
                _turn?.Dispose();
            }
        }
        slice.Release();
    }
}
