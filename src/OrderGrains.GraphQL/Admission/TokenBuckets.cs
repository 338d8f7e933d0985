using System.Collections.Concurrent;

namespace OrderGrains.GraphQL.Admission;

/// <summary>A token bucket for each key. A bucket is one number: the time at which it will be full again.</summary>
/// <remarks>
/// Bounded by two generations: when the younger is full, the older is dropped; buckets in use move to the younger. A dropped bucket is a
/// full
/// one.
/// </remarks>
/// <param name="rate">Tokens a second.</param>
/// <param name="burst">The tokens in a full bucket.</param>
/// <param name="clock">The clock.</param>
/// <param name="capacity">The number of buckets in a generation.</param>
internal sealed class TokenBuckets<TKey>(double rate, double burst, TimeProvider clock, int capacity = 20_000)
    where TKey : notnull
{
    private readonly double _token = clock.TimestampFrequency / rate;
    private readonly long _full = (long)(clock.TimestampFrequency * burst / rate);
    private readonly Lock _gate = new();
    private ConcurrentDictionary<TKey, Bucket> _young = new();
    private ConcurrentDictionary<TKey, Bucket> _old = new();

    /// <summary>The number of buckets in memory.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Takes tokens.</summary>
    /// <param name="key">The key of the bucket.</param>
    /// <param name="tokens">The number of tokens, at most a full bucket.</param>
    /// <returns>Null if the tokens were taken; otherwise the time until they are available.</returns>
    public TimeSpan? Take(TKey key, int tokens = 1)
    {
        var bucket = Find(key);
        while (true)
        {
            // Read the clock after the bucket: a thread that was suspended in between would otherwise mistake a later use by others for an
            // empty bucket.
            var full = Volatile.Read(ref bucket.FullAt);
            var now = clock.GetTimestamp();
            var next = Math.Max(full, now) + (long)(tokens * _token);
            if (next - now > _full)
                return TimeSpan.FromSeconds((double)(next - now - _full) / clock.TimestampFrequency);
            if (Interlocked.CompareExchange(ref bucket.FullAt, next, full) == full)
                return null;
        }
    }

    /// <summary>Removes tokens, whether or not they are available; the bucket does not go below empty.</summary>
    public void Drain(TKey key, int tokens)
    {
        var bucket = Find(key);
        while (true)
        {
            var full = Volatile.Read(ref bucket.FullAt);
            var now = clock.GetTimestamp();
            var drained = Math.Min(Math.Max(full, now) + (long)(tokens * _token), now + _full);
            if (Interlocked.CompareExchange(ref bucket.FullAt, drained, full) == full)
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
