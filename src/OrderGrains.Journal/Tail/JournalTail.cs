using Microsoft.Extensions.Logging;

namespace OrderGrains.Journal;

/// <summary>
/// The newest events, in memory, for all who follow the journal in this process. What this process writes gets here as it is acknowledged; what others write is found by
/// asking the store, ten times a second, and sooner when this process writes after something that it has not seen. Only a follower that is far behind reads the store by itself.
/// </summary>
public sealed partial class JournalTail : IAsyncDisposable
{
    private const int PageSize = 500;
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TellPeriod = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan GapPeriod = TimeSpan.FromMilliseconds(25);

    private readonly IJournal _journal;
    private readonly JournalPressure _pressure;
    private readonly TimeProvider _clock;
    private readonly ILogger<JournalTail> _log;
    private readonly PartitionTail[] _partitions;
    private long[] _heads;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _polling;
    private TaskCompletionSource _gap = Signal();
    private readonly ITimer _telling;
    private long _toldAt;
    private int _isTelling;
    private bool _isCutOff;

    /// <summary>Begins to listen; nothing is kept or polled until somebody follows.</summary>
    public JournalTail(IJournal journal, JournalPressure pressure, TimeProvider clock, ILogger<JournalTail> log)
    {
        (_journal, _pressure, _clock, _log) = (journal, pressure, clock, log);
        _partitions = [.. Enumerable.Range(0, journal.Partitions).Select(_ => new PartitionTail(pressure))];
        _heads = new long[journal.Partitions];
        _telling = clock.CreateTimer(_ => TellNow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        journal.Written += Add;
        _polling = PollAsync();
    }

    /// <summary>Follows a partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="after">The position after which the reading begins.</param>
    public TailReader Follow(int partition, long after) => new(this, partition, after);

    /// <summary>How many events are kept in memory.</summary>
    public int Kept => _partitions.Sum(x => x.Kept);

    /// <summary>The last position of each partition, by what this process knows.</summary>
    public IReadOnlyList<long> Heads => [.. _partitions.Select((tail, partition) => Head(partition, tail.Head ?? 0))];

    /// <summary>What comes after a position, by what this process knows: how many events, and when the first of them was recorded; null where that is not in memory.</summary>
    public (long Events, DateTimeOffset? RecordedAt) Behind(int partition, long position)
    {
        var (head, recordedAt) = _partitions[partition].Next(position);
        return (Math.Max(0, Head(partition, head) - position), recordedAt);
    }

    /// <summary>Stops polling. Readers that wait go on waiting until they are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        _journal.Written -= Add;
        await _stopping.CancelAsync();
        await _polling;
        await _telling.DisposeAsync();
        _stopping.Dispose();
    }

    private long Head(int partition, long kept) => Math.Max(kept, Volatile.Read(ref _heads)[partition]);

    internal PartitionTail Of(int partition) => _partitions[partition];

    internal ValueTask<IReadOnlyList<RecordedEvent>> ReadAsync(int partition, long after, int limit, CancellationToken cancellation) =>
        _journal.ReadPartitionAsync(partition, after, limit, cancellation);

    internal void Poll() => _gap.TrySetResult();

    // On the lane's thread: takes note, and no more. Whoever follows is told when the whole batch is there.
    private void Add(IReadOnlyList<(Append Append, long Position)> batch)
    {
        var isGap = false;
        foreach (var (append, position) in batch)
        {
            var partition = append.Stream.Partition(_partitions.Length);
            isGap |= !_partitions[partition].Add(append, position, partition);
        }
        Tell();
        if (isGap)
            Poll();
    }

    // Every delivery to a consumer has its price: while there is little to write each batch is told at once, while there is much several are told together.
    private void Tell()
    {
        var left = _pressure.IsHigh ? TellPeriod - _clock.GetElapsedTime(Volatile.Read(ref _toldAt)) : TimeSpan.Zero;
        if (left <= TimeSpan.Zero)
            TellNow();
        else if (Interlocked.Exchange(ref _isTelling, 1) == 0)
            _telling.Change(left, Timeout.InfiniteTimeSpan);
    }

    private void TellNow()
    {
        Volatile.Write(ref _isTelling, 0);
        Volatile.Write(ref _toldAt, _clock.GetTimestamp());
        foreach (var partition in _partitions)
            partition.Tell();
    }

    private async Task PollAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await NextPollAsync();
                _gap = Signal();
                if (_partitions.Any(x => x.IsFollowed))
                    await ReadNewAsync();
                if (_isCutOff)
                    LogConnected();
                _isCutOff = false;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                if (!_isCutOff)
                    LogCutOff(fault);
                _isCutOff = true;
                await Task.Delay(PollPeriod, _clock, CancellationToken.None);
            }
        }
    }

    // Where several processes write, nearly every batch comes after something of the others': while there is much of it, what one asks the store for is gathered.
    private async Task NextPollAsync()
    {
        var gathered = _pressure.IsHigh ? GapPeriod : TimeSpan.Zero;
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

    [LoggerMessage(3101, LogLevel.Error, "The journal's new events cannot be read; those who follow it wait.")]
    private partial void LogCutOff(Exception fault);

    [LoggerMessage(3102, LogLevel.Information, "The journal's new events can be read again.")]
    private partial void LogConnected();
}
