namespace OrderGrains.Journal.Appending;

/// <summary>A first-in, first-out queue without allocations: the items hold the links.</summary>
internal sealed class PendingQueue
{
    private PendingAppend? _first;
    private PendingAppend? _last;

    public int Count { get; private set; }
    public PendingAppend? First => _first;

    public void Enqueue(PendingAppend item)
    {
        item.Next = null;
        if (_last is null)
            _first = item;
        else
            _last.Next = item;
        _last = item;
        Count++;
    }

    public PendingAppend? Dequeue()
    {
        if (_first is not { } item)
            return null;
        _first = item.Next;
        if (_first is null)
            _last = null;
        item.Next = null;
        Count--;
        return item;
    }

    /// <summary>Removes the items queued before a time, keeping the order of the rest.</summary>
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
