using Microsoft.Extensions.Logging;

namespace OrderGrains.Journal.Appending;

/// <summary>Queues appends in lanes, which write them in batches. One per process and store.</summary>
internal sealed class Appender : IAsyncDisposable
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(250);

    private readonly JournalOptions _options;
    private readonly TimeProvider _clock;
    private readonly int _partitions;
    private readonly Lane[] _lanes;
    private readonly ITimer _watch;
    private int _watching;

    /// <param name="partitions">The journal's number of partitions.</param>
    /// <param name="lanes">The number of lanes; a stream's lane is its partition modulo this.</param>
    /// <param name="writer">Creates the writer of a lane.</param>
    public Appender(JournalOptions options, int partitions, int lanes, Func<int, IBatchWriter> writer, TimeProvider clock, ILogger log)
    {
        (_options, _partitions, _clock) = (options, partitions, clock);
        _lanes = [.. Enumerable.Range(0, lanes).Select(CreateLane)];
        _watch = clock.CreateTimer(_ => FailOverdue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        Lane CreateLane(int index) => new(writer(index), options, clock, log, batch => Written?.Invoke(batch), RaiseIdled);
    }

    /// <inheritdoc cref="IJournal.Written"/>
    public event Action<IReadOnlyList<(Append Append, long Position)>>? Written;

    /// <inheritdoc cref="IJournal.IsIdle"/>
    public bool IsIdle => Array.TrueForAll(_lanes, lane => lane.IsIdle);

    /// <inheritdoc cref="IJournal.Idled"/>
    public event Action? Idled;

    /// <inheritdoc cref="IJournal.OldestWaiting"/>
    public TimeSpan OldestWaiting => _lanes.Max(lane => lane.OldestWaiting);

    /// <inheritdoc cref="IJournal.AppendAsync"/>
    public ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var bytes = SizeOf(append);
        RequireRoom();
        var item = PendingAppend.Rent(append, bytes, _clock.GetTimestamp());
        try
        {
            if (_lanes[append.Stream.Partition(_partitions) % _lanes.Length].Enqueue(item) && Interlocked.Exchange(ref _watching, 1) == 0)
                _watch.Change(WatchPeriod, Timeout.InfiniteTimeSpan);
        }
        catch
        {
            item.Return();
            throw;
        }
        return item.WaitAsync(cancellation);
    }

    /// <inheritdoc cref="IJournal.DrainAsync"/>
    public Task DrainAsync(CancellationToken cancellation) => Task.WhenAll(_lanes.Select(x => x.CloseAsync())).WaitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await DrainAsync(CancellationToken.None);
        await _watch.DisposeAsync();
        foreach (var lane in _lanes)
            await lane.DisposeAsync();
    }

    private void RaiseIdled()
    {
        if (IsIdle)
            Idled?.Invoke();
    }

    private void RequireRoom()
    {
        var waiting = 0;
        foreach (var lane in _lanes)
            waiting += lane.Waiting;
        if (waiting < _options.WaitingAppends)
            return;
        JournalMetrics.Overloaded.Add(1);
        throw new JournalOverloadedException(_options.WaitingAge);
    }

    // Runs while a lane is busy, so that an append behind a lost batch fails in time.
    private void FailOverdue()
    {
        Volatile.Write(ref _watching, 0);
        foreach (var lane in _lanes)
            lane.FailOverdue();
        if (!IsIdle && Interlocked.Exchange(ref _watching, 1) == 0)
            _watch.Change(WatchPeriod, Timeout.InfiniteTimeSpan);
    }

    private int SizeOf(Append append)
    {
        if (append.Events.IsDefaultOrEmpty)
            throw new ArgumentException("An append has at least one event.", nameof(append));
        var bytes = 0L;
        foreach (var e in append.Events)
            bytes += e.Payload.Length + (e.Sealed?.Length ?? 0) + e.Facts.Length + e.Hash.Length;
        return bytes <= _options.BatchBytes
            ? (int)bytes
            : throw new AppendRefusedException($"its events have {bytes:N0} bytes, more than {_options.BatchBytes:N0}");
    }
}
