using Microsoft.Extensions.Logging;

namespace OrderGrains.Journal.Appending;

/// <summary>Takes appends, queues them in lanes and has them written in batches. One per process and store.</summary>
internal sealed class Appender : IAsyncDisposable
{
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(250);

    private readonly JournalOptions _options;
    private readonly TimeProvider _clock;
    private readonly int _partitions;
    private readonly Lane[] _lanes;
    private readonly ITimer _watch;
    private int _watching;

    /// <param name="partitions">The journal's number of partitions.</param>
    /// <param name="lanes">How many lanes; a stream's lane is its partition modulo this.</param>
    /// <param name="writer">Makes the writer of a lane.</param>
    public Appender(JournalOptions options, int partitions, int lanes, Func<int, IBatchWriter> writer, TimeProvider clock, ILogger log)
    {
        (_options, _partitions, _clock) = (options, partitions, clock);
        _lanes = [.. Enumerable.Range(0, lanes).Select(x => new Lane(writer(x), options, clock, log, batch => Written?.Invoke(batch), RaiseIdled))];
        _watch = clock.CreateTimer(_ => GiveUpOverdue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
        CheckRoom();
        var item = PendingAppend.Rent(append, bytes, _clock.GetTimestamp());
        try
        {
            if (_lanes[append.Stream.Partition(_partitions) % _lanes.Length].Enqueue(item) && Interlocked.Exchange(ref _watching, 1) == 0)
                _watch.Change(Watch, Timeout.InfiniteTimeSpan);
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

    private void CheckRoom()
    {
        var waiting = 0;
        foreach (var lane in _lanes)
            waiting += lane.Waiting;
        if (waiting < _options.WaitingAppends)
            return;
        JournalMetrics.Overloaded.Add(1);
        throw new JournalOverloadedException(_options.WaitingAge);
    }

    // Runs while some lane is busy, so that an append behind a lost batch is answered in time.
    private void GiveUpOverdue()
    {
        Volatile.Write(ref _watching, 0);
        foreach (var lane in _lanes)
            lane.GiveUpOverdue();
        if (!IsIdle && Interlocked.Exchange(ref _watching, 1) == 0)
            _watch.Change(Watch, Timeout.InfiniteTimeSpan);
    }

    private int SizeOf(Append append)
    {
        if (append.Events.IsDefaultOrEmpty)
            throw new ArgumentException("An append has at least one event.", nameof(append));
        var bytes = 0L;
        foreach (var e in append.Events)
            bytes += e.Payload.Length + (e.Sealed?.Length ?? 0) + e.Facts.Length + e.Hash.Length;
        return bytes <= _options.BatchBytes ? (int)bytes : throw new AppendRefusedException($"its events have {bytes:N0} bytes, more than {_options.BatchBytes:N0}");
    }
}
