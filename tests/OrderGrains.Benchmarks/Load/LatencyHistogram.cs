using System.Numerics;

namespace OrderGrains.Benchmarks.Load;

/// <summary>Counts of latencies in buckets that are never wider than 1 % of what they hold.</summary>
internal sealed class LatencyHistogram
{
    private const int Row = 128;                                        // buckets for each doubling
    private readonly long[] counts = new long[64 * Row];
    private long total;
    private long max;

    public void Record(long nanoseconds)
    {
        var value = Math.Max(0, nanoseconds);
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - BitOperations.Log2(Row));
        counts[shift * Row + (value >> shift)]++;
        total++;
        max = Math.Max(max, value);
    }

    /// <summary>The latency, in milliseconds, that this share of the requests did not exceed; 0 without requests.</summary>
    public double Milliseconds(double share)
    {
        var rank = (long)Math.Ceiling(total * share);
        for (var i = 0; i < counts.Length && rank > 0; i++)
            if ((rank -= counts[i]) <= 0)
                return Math.Min(Upper(i), max) / 1e6;
        return 0;
    }

    private static long Upper(int index)
    {
        var shift = Math.Max(0, index / Row - 1);
        return ((long)(index - shift * Row) + 1 << shift) - 1;
    }
}
