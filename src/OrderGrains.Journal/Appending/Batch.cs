using System.Collections;

namespace OrderGrains.Journal.Appending;

/// <summary>The appends, of different streams, that a lane writes together. Each lane reuses one instance.</summary>
internal sealed class Batch(int capacity) : IReadOnlyList<Append>
{
    private readonly PendingAppend[] _items = new PendingAppend[capacity];

    /// <summary>Receives the writer's results.</summary>
    public AppendResult[] Results { get; } = new AppendResult[capacity];
    public int Count { get; private set; }
    public bool IsFull => Count == _items.Length;
    public Append this[int index] => _items[index].Append;

    public void Add(PendingAppend item) => _items[Count++] = item;

    public PendingAppend Pending(int index) => _items[index];

    /// <summary>Empties the batch and returns its items, which may be added again during the iteration.</summary>
    public ReadOnlySpan<PendingAppend> TakeAll()
    {
        var all = _items.AsSpan(0, Count);
        Count = 0;
        return all;
    }

    public IEnumerator<Append> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return _items[i].Append;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
