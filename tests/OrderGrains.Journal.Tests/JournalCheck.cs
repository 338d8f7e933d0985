namespace OrderGrains.Journal.Tests;

/// <summary>An append as its writer remembers it.</summary>
/// <param name="Position">The acknowledged position.</param>
internal sealed record Acknowledged(StreamId Stream, int ExpectedVersion, Guid Command, long Position)
{
    public static Acknowledged Of(Append append, AppendResult result) =>
        new(append.Stream, append.ExpectedVersion, append.Events[0].CommandId, result.Position);
}

/// <summary>Reads a whole journal and checks its invariants.</summary>
internal static class JournalCheck
{
    /// <summary>
    /// Checks that nothing is lost or doubled, that there are no gaps, and that each command is written whole or not at all.
    /// </summary>
    /// <returns>All events.</returns>
    public static async Task<IReadOnlyList<RecordedEvent>> HoldsAsync(
        IJournal journal, IEnumerable<Acknowledged> acknowledged, IEnumerable<Append> refused, CancellationToken cancellation)
    {
        var events = await ReadAllAsync(journal, cancellation);
        foreach (var partition in events.GroupBy(x => x.Partition))
            Assert.Equal(Enumerable.Range(1, partition.Count()).Select(x => (long)x), partition.Select(x => x.Position));
        foreach (var stream in events.GroupBy(x => x.Stream))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()), stream.Select(x => x.Version));
            var keys = stream.Where(x => Sample.PayloadOf(x.Event) is { Index: 0, Key: not null })
                .Select(x => Sample.PayloadOf(x.Event).Key).ToList();
            Assert.Equal(keys.Distinct(), keys);
        }
        var commands = events.GroupBy(x => x.Event.CommandId).ToDictionary(x => x.Key, x => x.ToList());
        foreach (var command in commands.Values)
        {
            var payloads = command.Select(x => Sample.PayloadOf(x.Event)).ToList();
            Assert.Equal(Enumerable.Range(0, payloads[0].Of), payloads.Select(x => x.Index));
        }
        foreach (var written in acknowledged)
        {
            Assert.True(commands.TryGetValue(written.Command, out var there), $"acknowledged and lost: {written}");
            Assert.Equal(
                (written.Stream, written.ExpectedVersion + 1, written.Position), (there[0].Stream, there[0].Version, there[0].Position));
        }
        foreach (var append in refused)
            Assert.False(
                commands.ContainsKey(append.Events[0].CommandId), $"refused and written: {append.Stream} {append.ExpectedVersion}");
        return events;
    }

    public static async Task<IReadOnlyList<RecordedEvent>> ReadAllAsync(IJournal journal, CancellationToken cancellation)
    {
        var all = new List<RecordedEvent>();
        for (var partition = 0; partition < journal.Partitions; partition++)
        {
            for (long after = 0; ;)
            {
                var page = await journal.ReadPartitionAsync(partition, after, 500, cancellation);
                if (page.Count == 0)
                    break;
                all.AddRange(page);
                after = page[^1].Position;
            }
        }
        return all;
    }
}
