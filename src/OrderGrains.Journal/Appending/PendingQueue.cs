namespace OrderGrains.Journal.Appending;

/// <summary>First in, first out, without allocations: the items hold the links.</summary>
internal sealed class PendingQueue
{
    private PendingAppend? first;
    private PendingAppend? last;

    public int Count { get; private set; }
    public PendingAppend? First => first;

    public void Enqueue(PendingAppend item)
    {
        item.Next = null;
        if (last is null)
            first = item;
        else
            last.Next = item;
        last = item;
        Count++;
    }

    public PendingAppend? Dequeue()
    {
        if (first is not { } item)
            return null;
        first = item.Next;
        if (first is null)
            last = null;
        item.Next = null;
        Count--;
        return item;
    }

    /// <summary>Takes out what was queued before a time, keeping the order of the rest.</summary>
    public void TakeOverdue(long queuedBefore, List<PendingAppend> overdue)
    {
        for (var left = Count; left > 0; left--)
        {
            if (Dequeue() is not { } item)
                return;
            if (item.QueuedAt < queuedBefore)
                overdue.Add(item);
            else
                Enqueue(item);
        }
    }
}
