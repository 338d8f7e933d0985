using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace OrderGrains.Journal.Appending;

/// <summary>The appends of some partitions: queues, and one batch in flight. An idle lane sends at once; while a batch is in flight the next one gathers.</summary>
internal sealed partial class Lane(IBatchWriter writer, JournalOptions options, TimeProvider clock, ILogger log) : IThreadPoolWorkItem
{
    private const int InteractivePerBulk = 4;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly PendingQueue interactive = new();
    private readonly PendingQueue bulk = new();
    private readonly Dictionary<StreamId, PendingQueue?> busy = [];     // the streams with an append that is ready or in flight, and what waits behind it
    private readonly Batch batch = new(options.BatchCommands);
    private readonly Batch single = new(1);
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiting;
    private int turn;
    private bool running;
    private bool closed;

    /// <summary>How many wait, not counting what is in flight.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    public bool IsIdle
    {
        get
        {
            lock (gate)
                return !running;
        }
    }

    /// <summary>Queues an append, in the order of its stream.</summary>
    /// <returns>Whether the lane was idle and has started.</returns>
    public bool Enqueue(PendingAppend item)
    {
        lock (gate)
        {
            if (closed)
                throw new JournalUnavailableException("The journal is closing and takes no more.");
            if (IsStuck(interactive, item.QueuedAt))                // bulk items give way to interactive ones, so their age says nothing
                throw Overloaded();
            ref var behind = ref CollectionsMarshal.GetValueRefOrAddDefault(busy, item.Append.Stream, out var isBusy);
            if (!isBusy)
                Ready(item);
            else if (behind is null || behind.Count < options.WaitingPerStream)
                (behind ??= new()).Enqueue(item);
            else
                throw Overloaded();
            waiting++;
            if (running)
                return false;
            running = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return true;
    }

    /// <summary>Answers what has waited too long to be sent.</summary>
    public void GiveUpOverdue()
    {
        var queuedBefore = clock.GetTimestamp() - (long)(options.SendWithin.TotalSeconds * clock.TimestampFrequency);
        List<PendingAppend> overdue = [];
        lock (gate)
        {
            if (waiting == 0)
                return;
            foreach (var behind in busy.Values)
                behind?.TakeOverdue(queuedBefore, overdue);
            var parked = overdue.Count;
            interactive.TakeOverdue(queuedBefore, overdue);
            bulk.TakeOverdue(queuedBefore, overdue);
            foreach (var item in overdue.Skip(parked))
                Release(item.Append.Stream);
            waiting -= overdue.Count;
        }
        foreach (var item in overdue)
            item.Fail(NotSent());
    }

    /// <summary>Takes no more, and completes when everything is answered.</summary>
    public Task CloseAsync()
    {
        lock (gate)
        {
            closed = true;
            if (!running)
                drained.TrySetResult();
        }
        return drained.Task;
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        while (Take())
            await SettleAsync(batch);
    }

    private bool Take()
    {
        lock (gate)
        {
            var bytes = 0;
            while (!batch.IsFull)
            {
                var queue = bulk.Count == 0 || (interactive.Count > 0 && turn < InteractivePerBulk) ? interactive : bulk;
                if (queue.First is not { } first || (batch.Count > 0 && bytes + first.Bytes > options.BatchBytes))
                    break;
                batch.Add(queue.Dequeue()!);                        // not null: it has a first
                bytes += first.Bytes;
                turn = queue == interactive ? turn + 1 : 0;
            }
            waiting -= batch.Count;
            running = batch.Count > 0;
            if (!running && closed)
                drained.TrySetResult();
            return running;
        }
    }

    private async ValueTask SettleAsync(Batch work)
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
                case BatchEnd.Refused when work.Count > 1:
                    await OneByOneAsync(work, outcome.Cause);
                    break;
                case BatchEnd.Refused:
                    FailAll(work, () => new AppendRefusedException(outcome.Cause?.Message ?? "the store gives no reason", outcome.Cause));
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
            return new BatchOutcome(BatchEnd.Unknown, fault);       // a writer does not throw; if it does, only the store knows
        }
        finally
        {
            JournalMetrics.BatchSize.Record(work.Count);
            JournalMetrics.CommitDuration.Record(clock.GetElapsedTime(started).TotalSeconds);
        }
    }

    // One bad item must not fail the others.
    private async ValueTask OneByOneAsync(Batch work, Exception? cause)
    {
        LogRefused(cause, work.Count);
        foreach (var item in work.TakeAll().ToArray())
        {
            single.Add(item);
            await SettleAsync(single);
        }
    }

    private async ValueTask RetryAsync(Batch work, Exception? cause)
    {
        foreach (var item in work.TakeAll())
        {
            if (IsOverdue(item))
                Fail(item, NotSent(cause));
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
        while (!await FoundAsync(work, found))
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
                Fail(item, NotSent(cause));
            else
                work.Add(item);                                     // surely not written: written now
        }
    }

    private async ValueTask<bool> FoundAsync(Batch work, AppendResult?[] found)
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

    // The stream is released first: whoever gets the answer may append at once.
    private void Answer(PendingAppend item, in AppendResult result)
    {
        lock (gate)
            Release(item.Append.Stream);
        item.Answer(result);
    }

    private void Fail(PendingAppend item, Exception reason)
    {
        lock (gate)
            Release(item.Append.Stream);
        item.Fail(reason);
    }

    private void Release(StreamId stream)
    {
        if (busy[stream]?.Dequeue() is { } next)
        {
            next.ReadySince = clock.GetTimestamp();
            Ready(next);
        }
        else
            busy.Remove(stream);
    }

    private void Ready(PendingAppend item) => (item.Append.Bulk ? bulk : interactive).Enqueue(item);

    private bool IsStuck(PendingQueue queue, long now) => queue.First is { } first && clock.GetElapsedTime(first.ReadySince, now) > options.WaitingAge;

    private bool IsOverdue(PendingAppend item) => clock.GetElapsedTime(item.QueuedAt) >= options.SendWithin;

    private JournalOverloadedException Overloaded()
    {
        JournalMetrics.Overloaded.Add(1);
        return new JournalOverloadedException(options.WaitingAge);
    }

    private static JournalUnavailableException NotSent(Exception? cause = null) => new("The append could not be written in time; nothing of it was.", cause);

    private void MeasureWait(Batch work)
    {
        if (!JournalMetrics.QueueWait.Enabled)
            return;
        for (var i = 0; i < work.Count; i++)
            JournalMetrics.QueueWait.Record(clock.GetElapsedTime(work.Pending(i).QueuedAt).TotalSeconds);
    }

    [LoggerMessage(3001, LogLevel.Warning, "A batch of {Count} was refused by the store; its appends are written one by one.")]
    private partial void LogRefused(Exception? cause, int count);

    [LoggerMessage(3002, LogLevel.Warning, "A batch of {Count} was aborted by the store and is tried again.")]
    private partial void LogAborted(Exception? cause, int count);

    [LoggerMessage(3003, LogLevel.Error, "The store cannot be reached; {Count} appends were not written.")]
    private partial void LogUnreachable(Exception? cause, int count);

    [LoggerMessage(3004, LogLevel.Error, "The store was lost while a batch of {Count} was being written; it is asked what became of it.")]
    private partial void LogUnknown(Exception? cause, int count);
}
