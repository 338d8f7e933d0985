namespace OrderGrains.Server.Customers;

/// <summary>Remembers recent statements about customers, so that an order which says nothing new costs almost nothing. Bounded: two
/// generations, of which the older is dropped when the younger is full. What has been said is never unsaid, so that nothing here becomes
/// wrong.</summary>
internal sealed class KnownStatements(int capacity)
{
    private readonly Lock _lock = new();
    private HashSet<(Guid Customer, Guid Statement)> _young = [];
    private HashSet<(Guid Customer, Guid Statement)> _old = [];

    /// <summary>Whether the statement is known to be recorded.</summary>
    public bool Contains(Guid customer, Guid statement)
    {
        lock (_lock)
            return _young.Contains((customer, statement)) || _old.Contains((customer, statement));
    }

    /// <summary>Remembers a statement that is recorded.</summary>
    public void Add(Guid customer, Guid statement)
    {
        lock (_lock)
        {
            if (_young.Count >= capacity / 2)
                (_old, _young) = (_young, []);
            _young.Add((customer, statement));
        }
    }
}
