using System.Collections.Concurrent;

namespace OrderGrains.GraphQL.Admission;

/// <summary>A bucket of tokens for each key: so many a second, so many at once. A bucket is one number, the moment when it will be full again. Bounded: when the younger generation is
/// full the older one is forgotten, and what is used moves to the younger; a forgotten bucket is a full one.</summary>
/// <param name="rate">Tokens a second.</param>
/// <param name="burst">Tokens that a full bucket holds.</param>
/// <param name="clock">The time.</param>
/// <param name="capacity">How many buckets a generation has.</param>
internal sealed class TokenBuckets<TKey>(double rate, double burst, TimeProvider clock, int capacity = 20_000)
    where TKey : notnull
{
    private readonly double _token = clock.TimestampFrequency / rate;
    private readonly long _full = (long)(clock.TimestampFrequency * burst / rate);
    private readonly Lock _gate = new();
    private ConcurrentDictionary<TKey, Bucket> _young = new();
    private ConcurrentDictionary<TKey, Bucket> _old = new();

    /// <summary>How many buckets are kept.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Takes tokens.</summary>
    /// <param name="key">Whose bucket.</param>
    /// <param name="tokens">How many; at most what a full bucket holds.</param>
    /// <returns>Null if they were there; else when they will be, and none was taken.</returns>
    public TimeSpan? Take(TKey key, int tokens = 1)
    {
        var bucket = Find(key);
        while (true)
        {
            // The clock is read after the bucket: read before, a thread that the machine let wait would take others' later use for an empty bucket.
            var full = Volatile.Read(ref bucket.FullAt);
            var now = clock.GetTimestamp();
            var next = Math.Max(full, now) + (long)(tokens * _token);
            if (next - now > _full)
                return TimeSpan.FromSeconds((double)(next - now - _full) / clock.TimestampFrequency);
            if (Interlocked.CompareExchange(ref bucket.FullAt, next, full) == full)
                return null;
        }
    }

    /// <summary>Empties a bucket by so many tokens, whether they are there or not; it does not go below empty.</summary>
    public void Spill(TKey key, int tokens)
    {
        var bucket = Find(key);
        while (true)
        {
            var full = Volatile.Read(ref bucket.FullAt);
            var now = clock.GetTimestamp();
            if (Interlocked.CompareExchange(ref bucket.FullAt, Math.Min(Math.Max(full, now) + (long)(tokens * _token), now + _full), full) == full)
                return;
        }
    }

    private Bucket Find(TKey key)
    {
        if (_young.TryGetValue(key, out var bucket))
            return bucket;
        lock (_gate)
        {
            if (_young.Count >= capacity)
                (_old, _young) = (_young, new());
            return _young.GetOrAdd(key, static (key, old) => old.TryRemove(key, out var kept) ? kept : new(), _old);
        }
    }

    private sealed class Bucket
    {
        public long FullAt;
    }
}
