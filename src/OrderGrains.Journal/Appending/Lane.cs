using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace OrderGrains.Journal.Appending;

/// <summary>Queues the appends of some partitions and writes them with at most one batch in flight (group commit).</summary>
/// <remarks>An idle lane sends at once; while a batch is in flight, the next one gathers.</remarks>
internal sealed partial class Lane(
    IBatchWriter writer,
    JournalOptions options,
    TimeProvider clock,
    ILogger log,
    Action<IReadOnlyList<(Append Append, long Position)>> written,
    Action idled) : IThreadPoolWorkItem
{
    private const int InteractivePerBulk = 4;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly PendingQueue _interactive = new();
    private readonly PendingQueue _bulk = new();
    // The streams with an append that is ready or in flight, and the appends that wait behind it.
    private readonly Dictionary<StreamId, PendingQueue?> _busy = [];
    private readonly Batch _batch = new(options.BatchCommands);
    private readonly Batch _single = new(1);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _turn;
    private bool _running;
    private bool _closed;

    /// <summary>The number of queued appends, without those in flight.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How long the first interactive append has waited for the lane alone.</summary>
    public TimeSpan OldestWaiting
    {
        get
        {
            lock (_gate)
                return _interactive.First is { } first ? clock.GetElapsedTime(first.ReadySince) : TimeSpan.Zero;
        }
    }

    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return !_running;
        }
    }

    /// <summary>Queues an append, in the order of its stream.</summary>
    /// <returns>Whether the lane was idle and has started.</returns>
    public bool Enqueue(PendingAppend item)
    {
        lock (_gate)
        {
            if (_closed)
                throw new JournalUnavailableException("The journal is closing and takes no more.");
            if (IsStuck(_interactive, item.QueuedAt))                // Bulk items yield to interactive ones, so their age does not count.
                throw CreateOverload();
            ref var behind = ref CollectionsMarshal.GetValueRefOrAddDefault(_busy, item.Append.Stream, out var isBusy);
            if (!isBusy)
                MakeReady(item);
            else if (behind is null || behind.Count < options.WaitingPerStream)
                (behind ??= new()).Enqueue(item);
            else
                throw CreateOverload();
            _waiting++;
            if (_running)
                return false;
            _running = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);    // Runs after queued requests, whose appends join the batch.
        return true;
    }

    /// <summary>Fails the appends that have waited too long to be sent.</summary>
    public void FailOverdue()
    {
        var queuedBefore = clock.GetTimestamp() - (long)(options.SendWithin.TotalSeconds * clock.TimestampFrequency);
        List<PendingAppend> overdue = [];
        lock (_gate)
        {
            if (_waiting == 0)
                return;
            foreach (var behind in _busy.Values)
                behind?.TakeOverdue(queuedBefore, overdue);
            var behindOthers = overdue.Count;
            _interactive.TakeOverdue(queuedBefore, overdue);
            _bulk.TakeOverdue(queuedBefore, overdue);
            foreach (var item in overdue.Skip(behindOthers))
                Release(item.Append.Stream);
            _waiting -= overdue.Count;
        }
        foreach (var item in overdue)
            item.Fail(CreateTimeout());
    }

    /// <summary>Accepts no more appends, and completes once all are answered.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (!_running)
                _drained.TrySetResult();
        }
        return _drained.Task;
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        while (TakeBatch())
            await ProcessAsync(_batch);
        idled();
    }

    private bool TakeBatch()
    {
        lock (_gate)
        {
            var bytes = 0;
            while (!_batch.IsFull)
            {
                var queue = _bulk.Count == 0 || (_interactive.Count > 0 && _turn < InteractivePerBulk) ? _interactive : _bulk;
                if (queue.First is not { } first || (_batch.Count > 0 && bytes + first.Bytes > options.BatchBytes))
                    break;
                _batch.Add(queue.Dequeue()!);                        // Not null: the queue has a first item.
                bytes += first.Bytes;
                _turn = queue == _interactive ? _turn + 1 : 0;
            }
            _waiting -= _batch.Count;
            _running = _batch.Count > 0;
            if (!_running && _closed)
                _drained.TrySetResult();
            return _running;
        }
    }

    private async ValueTask ProcessAsync(Batch work)
    {
        MeasureWait(work);
        while (work.Count > 0)
        {
            var outcome = await WriteAsync(work);
            switch (outcome.End)
            {
                case BatchEnd.Decided:
                    AnswerAll(work);
                    break;
                case BatchEnd.Refused or BatchEnd.Taken when work.Count > 1:
                    await WriteSinglyAsync(work, outcome.Cause);
                    break;
                case BatchEnd.Refused or BatchEnd.Taken:
                    FailAll(work, () => new AppendRefusedException(outcome.Cause?.Message ?? "the store gives no reason", outcome.Cause)
                    {
                        IsTaken = outcome.End == BatchEnd.Taken,
                    });
                    break;
                case BatchEnd.Aborted:
                    LogAborted(outcome.Cause, work.Count);
                    await RetryAsync(work, outcome.Cause);
                    break;
                case BatchEnd.Unreachable:
                    LogUnreachable(outcome.Cause, work.Count);
                    FailAll(work, () => new JournalUnavailableException("The journal's store cannot be reached.", outcome.Cause));
                    break;
                case BatchEnd.Unknown:
                    LogUnknown(outcome.Cause, work.Count);
                    await ResolveAsync(work, outcome.Cause);
                    break;
            }
        }
    }

    private async ValueTask<BatchOutcome> WriteAsync(Batch work)
    {
        var started = clock.GetTimestamp();
        try
        {
            return await writer.WriteAsync(work, work.Results);
        }
        catch (Exception fault)
        {
            // A writer should not throw; if it does, only the store knows the outcome.
            return new BatchOutcome(BatchEnd.Unknown, fault);
        }
        finally
        {
            JournalMetrics.BatchSize.Record(work.Count);
            JournalMetrics.CommitDuration.Record(clock.GetElapsedTime(started).TotalSeconds);
        }
    }

    // Writes each item alone, so that a bad one does not fail the others.
    private async ValueTask WriteSinglyAsync(Batch work, Exception? cause)
    {
        LogRefused(cause, work.Count);
        foreach (var item in work.TakeAll().ToArray())
        {
            _single.Add(item);
            await ProcessAsync(_single);
        }
    }

    private async ValueTask RetryAsync(Batch work, Exception? cause)
    {
        foreach (var item in work.TakeAll())
        {
            if (IsOverdue(item))
                Fail(item, CreateTimeout(cause));
            else
                work.Add(item);
        }
        if (work.Count > 0)
            await Task.Delay(RetryPause, clock);
    }

    private async ValueTask ResolveAsync(Batch work, Exception? cause)
    {
        JournalMetrics.Unknown.Add(1);
        var lostAt = clock.GetTimestamp();
        var found = new AppendResult?[work.Count];
        while (!await TryFindAsync(work, found))
        {
            if (clock.GetElapsedTime(lostAt) >= options.ResolveWithin)
            {
                JournalMetrics.Unresolved.Add(work.Count);
                FailAll(work, () => new OutcomeUnknownException(cause));
                return;
            }
            await Task.Delay(RetryPause, clock);
        }
        var index = 0;
        foreach (var item in work.TakeAll())
        {
            if (found[index++] is { } written)
                Answer(item, written);
            else if (IsOverdue(item))
                Fail(item, CreateTimeout(cause));
            else
                work.Add(item);                                     // Not written for certain: the lane writes it again.
        }
    }

    private async ValueTask<bool> TryFindAsync(Batch work, AppendResult?[] found)
    {
        try
        {
            return (await writer.ResolveAsync(work, found)).End == BatchEnd.Decided;
        }
        catch (Exception fault)
        {
            LogUnknown(fault, work.Count);
            return false;
        }
    }

    private void AnswerAll(Batch work)
    {
        var appends = new List<(Append, long)>(work.Count);
        for (var i = 0; i < work.Count; i++)
        {
            if (work.Results[i].Status == AppendStatus.Written)
                appends.Add((work[i], work.Results[i].Position));
        }
        written(appends);
        var index = 0;
        foreach (var item in work.TakeAll())
        {
            ref readonly var result = ref work.Results[index++];
            if (result.Status != AppendStatus.Written)
                JournalMetrics.Conflicts.Add(1);
            Answer(item, result);
        }
    }

    private void FailAll(Batch work, Func<Exception> reason)
    {
        foreach (var item in work.TakeAll())
            Fail(item, reason());
    }

    // Releases the stream first, because the caller may append again as soon as it has the answer.
    private void Answer(PendingAppend item, in AppendResult result)
    {
        lock (_gate)
            Release(item.Append.Stream);
        item.Answer(result);
    }

    private void Fail(PendingAppend item, Exception reason)
    {
        lock (_gate)
            Release(item.Append.Stream);
        item.Fail(reason);
    }

    private void Release(StreamId stream)
    {
        if (_busy[stream]?.Dequeue() is { } next)
        {
            next.ReadySince = clock.GetTimestamp();
            MakeReady(next);
        }
        else
            _busy.Remove(stream);
    }

    private void MakeReady(PendingAppend item) => (item.Append.Bulk ? _bulk : _interactive).Enqueue(item);

    private bool IsStuck(PendingQueue queue, long now) =>
        queue.First is { } first && clock.GetElapsedTime(first.ReadySince, now) > options.WaitingAge;

    private bool IsOverdue(PendingAppend item) => clock.GetElapsedTime(item.QueuedAt) >= options.SendWithin;

    private JournalOverloadedException CreateOverload()
    {
        JournalMetrics.Overloaded.Add(1);
        return new JournalOverloadedException(options.WaitingAge);
    }

    private static JournalUnavailableException CreateTimeout(Exception? cause = null) =>
        new("The append was not written in time.", cause);

    private void MeasureWait(Batch work)
    {
        if (!JournalMetrics.QueueWait.Enabled)
            return;
        for (var i = 0; i < work.Count; i++)
            JournalMetrics.QueueWait.Record(clock.GetElapsedTime(work.Pending(i).QueuedAt).TotalSeconds);
    }

    [LoggerMessage(3001, LogLevel.Warning, "The store refused a batch of {Count} appends; the lane writes them one by one.")]
    private partial void LogRefused(Exception? cause, int count);

    [LoggerMessage(3002, LogLevel.Warning, "The store aborted a batch of {Count} appends; the lane retries it.")]
    private partial void LogAborted(Exception? cause, int count);

    [LoggerMessage(3003, LogLevel.Error, "The store cannot be reached; {Count} appends were not written.")]
    private partial void LogUnreachable(Exception? cause, int count);

    [LoggerMessage(3004, LogLevel.Error, "The store was lost during the write of {Count} appends; the lane asks it for the outcome.")]
    private partial void LogUnknown(Exception? cause, int count);
}
