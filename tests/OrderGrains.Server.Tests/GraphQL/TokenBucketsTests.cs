using Microsoft.Extensions.Time.Testing;
using OrderGrains.GraphQL.Admission;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class TokenBucketsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_bucket_gives_its_burst_at_once_and_then_its_rate()
    {
        var buckets = new TokenBuckets<string>(10, 3, _clock);

        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(buckets.Take("anna")));
        Assert.Equal(TimeSpan.FromMilliseconds(100), buckets.Take("anna"));
        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(TimeSpan.FromMilliseconds(1), buckets.Take("anna"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(buckets.Take("anna"));
        Assert.NotNull(buckets.Take("anna"));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Null(buckets.Take("anna")));
        Assert.NotNull(buckets.Take("anna"));
    }

    [Fact]
    public void Each_key_has_its_own_bucket()
    {
        var buckets = new TokenBuckets<string>(10, 1, _clock);

        Assert.Null(buckets.Take("anna"));
        Assert.NotNull(buckets.Take("anna"));
        Assert.Null(buckets.Take("ben"));
    }

    [Fact]
    public void Drained_tokens_must_be_waited_for_up_to_a_full_bucket()
    {
        var buckets = new TokenBuckets<string>(10, 5, _clock);

        for (var i = 0; i < 10; i++)
            buckets.Drain("anna", 4);

        Assert.Equal(TimeSpan.FromMilliseconds(100), buckets.Take("anna"));
    }

    [Fact]
    public async Task Concurrent_callers_get_no_more_than_one_alone()
    {
        var buckets = new TokenBuckets<int>(1, 1_000, _clock);

        var taken = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => buckets.Take(1) is null))));

        Assert.Equal(1_000, taken.Sum());
    }

    [Fact]
    public void A_flood_of_keys_is_bounded_and_does_not_refill_a_bucket_in_use()
    {
        var buckets = new TokenBuckets<int>(1, 1, _clock, capacity: 100);
        Assert.Null(buckets.Take(0));

        for (var key = 1; key < 5_000; key++)
        {
            buckets.Take(key);
            Assert.NotNull(buckets.Take(0));
        }

        Assert.InRange(buckets.Count, 1, 200);
    }
}
