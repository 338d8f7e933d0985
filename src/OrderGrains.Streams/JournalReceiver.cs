using OrderGrains.Journal;
using Orleans.Streams;

namespace OrderGrains.Streams;

/// <summary>Reads a partition for one kind of consumer, from the position that the consumer has stored. A read waits until there is something. A kind that takes turns is read
/// for in its turns, which last until the consumer has applied what was read.</summary>
/// <param name="kind">The kind of consumer.</param>
/// <param name="partition">The partition.</param>
/// <param name="pace">How the kind follows.</param>
/// <param name="turns">The kind's turns; null for one that takes none.</param>
/// <param name="tail">The journal's newest events.</param>
/// <param name="consumer">The consumer of the partition.</param>
/// <param name="metrics">Is told when nothing is read for the consumer any more.</param>
/// <param name="clock">The time.</param>
#pragma warning disable CA1001 // Its life ends with Shutdown.
internal sealed class JournalReceiver(
    string kind, int partition, ConsumerPace pace, ConsumerTurns? turns, JournalTail tail, IJournalConsumer consumer, ConsumerMetrics metrics, TimeProvider clock) : IQueueAdapterReceiver
#pragma warning restore CA1001
{
    private static readonly TimeSpan UpgradePause = TimeSpan.FromSeconds(10), LongestTurn = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _ending = new();
    private TailReader? _reader;
    private ConsumerTurns.Turn? _turn;
    private JournalSlice? _underway;
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
            _reader ??= await FollowAsync(ending.Token);
            if (_underway is { } slice)
                await EndTurnAsync(slice, ending.Token);
            if (pace.Gather - clock.GetElapsedTime(_readAt) is { Ticks: > 0 } left)
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
            await Task.Delay(UpgradePause, clock, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Nothing will change soon; the consumer has raised the alarm.
            return [];
        }
    }

    /// <summary>Nothing: the consumer stores how far it is.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task Shutdown(TimeSpan timeout)
    {
        await _ending.CancelAsync();
        _turn?.Dispose();
        _reader?.Dispose();
        metrics.LeaveCache(kind, partition);
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
            return new(kind, partition, await reader.ReadAsync(pace.SliceEvents, ending));
        await reader.WaitAsync(ending);
        var turn = await turns.TakeAsync(ending);
        try
        {
            var events = await reader.ReadAsync(pace.SliceEvents, ending);
            turn.Events = events.Count;
            (_turn, _underway) = (turn, new(kind, partition, events));
            ending.ThrowIfCancellationRequested(); // Who shuts down gives back the turn that it sees: one that came in the same moment would be nobody's, and all wait for it.
            return _underway;
        }
        catch
        {
            _underway = null; // It goes to nobody, so that nobody may be waited for to apply it; the consumer fills the gap.
            turn.Dispose();
            throw;
        }
    }

    // One slice at a time is on its way to a consumer. One that is stuck, or whose server does not answer, keeps its turn no longer than it may be waited for: all others wait for it.
    private async Task EndTurnAsync(JournalSlice slice, CancellationToken ending)
    {
        var position = slice.Events[^1].Position;
        while (_underway is not null)
        {
            try
            {
                if (await consumer.ReachAsync(position).WaitAsync(LongestTurn, clock, ending))
                    _underway = null;
            }
            catch (TimeoutException)
            {
                // It is asked again, without a turn.
            }
            finally
            {
                _turn?.Dispose();
            }
        }
        slice.LetGo();
    }
}
