using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrderGrains.Journal.Tests;

/// <summary>Appends for tests. An event's payload says which command it is of, so that a reader can tell whether all of a command is
/// there.</summary>
internal static class Sample
{
    private static int streams;

    /// <summary>A stream of its own for the caller.</summary>
    public static StreamId NewStream() => Stream($"stream {Interlocked.Increment(ref streams)}");

    public static StreamId Stream(string name) => new(Id(name));

    /// <summary>Streams of one partition.</summary>
    public static IEnumerable<StreamId> NewStreamsOf(int partition, int partitions)
    {
        while (true)
        {
            if (NewStream() is var stream && stream.Partition(partitions) == partition)
                yield return stream;
        }
    }

    public static Guid Id(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16), bigEndian: true);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static CommandKey Key(string key, string content = "content") => new(Id(key), Hash(content));

    public static Append Append(StreamId stream, int expected = 0, int events = 1, CommandKey? key = null, bool bulk = false,
        string? row = null, int size = 0, string? creation = null)
    {
        var time = TimeProvider.System.GetUtcNow();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        var command = Guid.CreateVersion7(time);
        return new Append
        {
            Stream = stream,
            ExpectedVersion = expected,
            Key = key,
            Bulk = bulk,
            Row = row is null ? null : new TestRow(stream, expected + events, row),
            Events = Chain(
                stream, expected,
                Enumerable.Range(0, events).Select(i => Event(
                    command, now, new(events, i, key?.Id, new string('x', size)), creation is not null && i == 0 ? Hash(creation) : null))),
        };
    }

    public static Payload PayloadOf(NewEvent e) => JsonSerializer.Deserialize<Payload>(e.Payload)!;

    // The hashes that belong to a new stream's events; of an older stream's last event an append of this kind does not know.
    private static ImmutableArray<NewEvent> Chain(StreamId stream, int expected, IEnumerable<NewEvent> events)
    {
        var previous = HashChain.Start;
        return [.. events.Select((e, index) =>
        {
            HashChain.ComputeNext(previous, stream, expected + index + 1, e, e.Hash);
            previous = e.Hash;
            return e;
        })];
    }

    private static NewEvent Event(Guid command, DateTimeOffset now, Payload payload, byte[]? fingerprint) => new(
        "test.happened", 1, command, now, JsonSerializer.SerializeToUtf8Bytes(payload), [1, 2, 3], command, "{}"u8.ToArray(), fingerprint,
        Hash($"{command} {payload.Index}"));

    /// <param name="Of">How many events the command has.</param>
    /// <param name="Index">Which of them this is.</param>
    /// <param name="Key">The command's key.</param>
    /// <param name="Filler">Bytes.</param>
    public sealed record Payload(int Of, int Index, Guid? Key, string Filler);
}

/// <summary>The row of a test's record: the test backends' row tables take at most 20 characters of text, and refuse the append
/// otherwise.</summary>
internal sealed record TestRow(StreamId Stream, int Version, string Text) : IStreamRow
{
    public const string Refused = "more than 20 characters";
}
