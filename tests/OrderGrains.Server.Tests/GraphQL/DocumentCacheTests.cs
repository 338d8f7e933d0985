using System.Text;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class DocumentCacheTests
{
    private static readonly PreparedDocument Document = new(null!, []); // Null: the cache does not read it.

    private static byte[] Text(int number) => Encoding.UTF8.GetBytes($"{{ field{number:0000} }}");

    [Fact]
    public void A_flood_of_documents_is_bounded_and_does_not_evict_those_in_use()
    {
        var cache = new DocumentCache(100, 1 << 20);
        cache.Add(Text(0), Document);

        for (var number = 1; number < 5_000; number++)
        {
            cache.Add(Text(number), Document);
            Assert.True(cache.TryGet(Text(0), out _));
        }

        Assert.InRange(cache.Count, 1, 200);
        Assert.False(cache.TryGet(Text(1), out _));
    }

    [Fact]
    public void The_bytes_of_the_texts_are_bounded_too()
    {
        var cache = new DocumentCache(10_000, 1_000);

        for (var number = 0; number < 5_000; number++)
            cache.Add(Text(number), Document);

        Assert.InRange(cache.Count, 1, 2 * 1_000 / Text(0).Length + 2);
    }
}
