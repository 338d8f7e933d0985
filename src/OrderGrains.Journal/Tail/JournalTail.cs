using Microsoft.Extensions.Logging;

namespace OrderGrains.Journal;

/// <summary>The event cache: the newest events, in memory, for all followers of the journal in this process.</summary>
/// <remarks>
/// It receives what this process writes as soon as the store has acknowledged it. It finds what others write by polling the store ten times
/// a second,
/// and sooner if this process writes after an event that it has not seen. Only a follower that is far behind reads from the store itself.
/// </remarks>
public sealed partial class JournalTail : IAsyncDisposable
{
    private const int PageSize = 500;
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NotifyPeriod = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan GapDelay = TimeSpan.FromMilliseconds(25);

    private readonly IJournal _journal;
    private readonly JournalPressure _pressure;
    private readonly TimeProvider _clock;
    private readonly ILogger<JournalTail> _log;
    private readonly PartitionTail[] _partitions;
    private long[] _heads;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _polling;
    private TaskCompletionSource _gap = Signal();
    private readonly ITimer _notifyTimer;
    private long _notifiedAt;
    private int _isNotifying;
    private bool _isDisconnected;

    /// <summary>Starts to listen; the cache neither keeps events nor polls until there is a follower.</summary>
    public JournalTail(IJournal journal, JournalPressure pressure, TimeProvider clock, ILogger<JournalTail> log)
    {
        (_journal, _pressure, _clock, _log) = (journal, pressure, clock, log);
        _partitions = [.. Enumerable.Range(0, journal.Partitions).Select(_ => new PartitionTail(pressure))];
        _heads = new long[journal.Partitions];
        _notifyTimer = clock.CreateTimer(_ => NotifyNow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        journal.Written += Add;
        _polling = PollAsync();
    }

    /// <summary>Follows a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="after">The position after which the reader begins.</param>
    public TailReader Follow(int partition, long after) => new(this, partition, after);

    /// <summary>The number of cached events.</summary>
    public int Kept => _partitions.Sum(x => x.Kept);

    /// <summary>The last position of each partition that this process knows.</summary>
    public IReadOnlyList<long> Heads => [.. _partitions.Select((tail, partition) => Head(partition, tail.Head ?? 0))];

    /// <summary>Returns the number of known events after a position, and when the first was recorded; null if it is not cached.</summary>
    public (long Events, DateTimeOffset? RecordedAt) GetLag(int partition, long position)
    {
        var (head, recordedAt) = _partitions[partition].Next(position);
        return (Math.Max(0, Head(partition, head) - position), recordedAt);
    }

    /// <summary>Stops polling. Waiting readers keep waiting until they are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        _journal.Written -= Add;
        await _stopping.CancelAsync();
        await _polling;
        await _notifyTimer.DisposeAsync();
        _stopping.Dispose();
    }

    private long Head(int partition, long kept) => Math.Max(kept, Volatile.Read(ref _heads)[partition]);

    internal PartitionTail Of(int partition) => _partitions[partition];

    internal ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(int partition, long after, int limit, CancellationToken cancellation) =>
        _journal.ReadPartitionAsync(partition, after, limit, cancellation);

    internal void Poll() => _gap.TrySetResult();

    // Runs on the lane's thread: takes note and returns. Followers are notified once the whole batch is cached.
    private void Add(IReadOnlyList<(Append Append, long Position)> batch)
    {
        var isGap = false;
        foreach (var (append, position) in batch)
        {
            var partition = append.Stream.Partition(_partitions.Length);
            isGap |= !_partitions[partition].Add(append, position, partition);
        }
        Notify();
        if (isGap)
            Poll();
    }

    // Each delivery to a consumer has a cost: under low pressure each batch is announced at once, under high pressure several together.
    private void Notify()
    {
        var left = _pressure.IsHigh ? NotifyPeriod - _clock.GetElapsedTime(Volatile.Read(ref _notifiedAt)) : TimeSpan.Zero;
        if (left <= TimeSpan.Zero)
            NotifyNow();
        else if (Interlocked.Exchange(ref _isNotifying, 1) == 0)
            _notifyTimer.Change(left, Timeout.InfiniteTimeSpan);
    }

    private void NotifyNow()
    {
        Volatile.Write(ref _isNotifying, 0);
        Volatile.Write(ref _notifiedAt, _clock.GetTimestamp());
        foreach (var partition in _partitions)
            partition.Notify();
    }

    private async Task PollAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await WaitForPollAsync();
                _gap = Signal();
                if (_partitions.Any(x => x.IsFollowed))
                    await ReadNewAsync();
                if (_isDisconnected)
                    LogReconnected();
                _isDisconnected = false;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                if (!_isDisconnected)
                    LogDisconnected(fault);
                _isDisconnected = true;
                await Task.Delay(PollPeriod, _clock, CancellationToken.None);
            }
        }
    }

    // Where several processes write, nearly every batch follows an unseen event of another. Under high pressure, gaps are gathered before
    // polling.
    private async Task WaitForPollAsync()
    {
        var gathered = _pressure.IsHigh ? GapDelay : TimeSpan.Zero;
        await Task.Delay(gathered, _clock, _stopping.Token);
        await Task.WhenAny(_gap.Task, Task.Delay(PollPeriod - gathered, _clock, _stopping.Token));
    }

    private async ValueTask ReadNewAsync()
    {
        var heads = await _journal.HeadsAsync(_stopping.Token);
        Volatile.Write(ref _heads, heads);
        var places = new List<(int Partition, long After)>();
        for (var partition = 0; partition < heads.Length; partition++)
        {
            var tail = _partitions[partition];
            if (!tail.IsFollowed || tail.Head is not { } known || heads[partition] - known > PageSize)
                tail.JumpTo(heads[partition]);
            else if (heads[partition] > known)
                places.Add((partition, known));
        }
        if (places.Count == 0)
            return;
        foreach (var events in (await _journal.ReadPartitionsAsync(places, PageSize, _stopping.Token)).GroupBy(x => x.Partition))
            _partitions[events.Key].Add(events);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(3101, LogLevel.Error, "Cannot read new events from the journal; its followers wait.")]
    private partial void LogDisconnected(Exception fault);

    [LoggerMessage(3102, LogLevel.Information, "New events can be read from the journal again.")]
    private partial void LogReconnected();
}
