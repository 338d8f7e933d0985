using System.Collections.Concurrent;

namespace OrderGrains.Journal;

/// <summary>Keys in memory, bounded in number and in age: two generations, of which the older is dropped when the younger is full or half a lifetime old.</summary>
internal sealed class KeyCache(TimeProvider clock, int capacity)
{
    /// <summary>The most keys in memory.</summary>
    public const int DefaultCapacity = 100_000;

    /// <summary>How long a key stays at most.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private Generation _young = new(clock.GetTimestamp());
    private Generation _old = new(0);

    public PersonalKey? OfSubject(Guid subject)
    {
        Age();
        return _young.BySubject.TryGetValue(subject, out var key) || _old.BySubject.TryGetValue(subject, out key) ? key : null;
    }

    public PersonalKey? OfId(Guid id)
    {
        Age();
        return _young.ById.TryGetValue(id, out var key) || _old.ById.TryGetValue(id, out key) ? key : null;
    }

    /// <summary>To be called before keys are read from the store; what is read goes to what it answers, and nowhere if the cache was cleared meanwhile.</summary>
    public Generation Begin() => _young;

    public void Add(Generation young, PersonalKey key, Guid? subject = null)
    {
        young.ById[key.Id] = key;
        if (subject is { } of)
            young.BySubject[of] = key;
        if (Interlocked.Increment(ref young.Added) > capacity / 2)
            Turn(young);
    }

    public void Clear()
    {
        lock (_lock)
            (_young, _old) = (new(clock.GetTimestamp()), new(0));
    }

    private void Age()
    {
        var young = _young;
        if (clock.GetElapsedTime(young.Since) > Lifetime / 2)
            Turn(young);
    }

    private void Turn(Generation young)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(young, _young))
                return;
            // After a quiet time both generations are too old.
            _old = clock.GetElapsedTime(young.Since) > Lifetime ? new(0) : young;
            _young = new(clock.GetTimestamp());
        }
    }

    internal sealed class Generation(long since)
    {
        public readonly long Since = since;
        public readonly ConcurrentDictionary<Guid, PersonalKey> ById = [];
        public readonly ConcurrentDictionary<Guid, PersonalKey> BySubject = [];
        public int Added;
    }
}
