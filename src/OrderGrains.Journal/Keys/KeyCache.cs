using System.Collections.Concurrent;

namespace OrderGrains.Journal;

/// <summary>A cache of keys, bounded in number and age.</summary>
/// <remarks>It holds two generations, and drops the older when the younger is full or half a lifetime old.</remarks>
internal sealed class KeyCache(TimeProvider clock, int capacity)
{
    /// <summary>The maximum number of cached keys.</summary>
    public const int DefaultCapacity = 100_000;

    /// <summary>The maximum age of a cached key.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private Generation _young = new(clock.GetTimestamp());
    private Generation _old = new(0);

    public PersonalKey? FindBySubject(Guid subject)
    {
        Age();
        return _young.BySubject.TryGetValue(subject, out var key) || _old.BySubject.TryGetValue(subject, out key) ? key : null;
    }

    public PersonalKey? FindById(Guid id)
    {
        Age();
        return _young.ById.TryGetValue(id, out var key) || _old.ById.TryGetValue(id, out key) ? key : null;
    }

    /// <summary>
    /// Returns the generation that receives keys read from the store after this call; they are dropped if the cache is cleared meanwhile.
    /// </summary>
    public Generation Begin() => _young;

    public void Add(Generation young, PersonalKey key, Guid? subject = null)
    {
        young.ById[key.Id] = key;
        if (subject is { } of)
            young.BySubject[of] = key;
        if (Interlocked.Increment(ref young.Added) > capacity / 2)
            Rotate(young);
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
            Rotate(young);
    }

    private void Rotate(Generation young)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(young, _young))
                return;
            // After a quiet period both generations are too old.
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
