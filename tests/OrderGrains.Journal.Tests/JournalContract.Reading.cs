namespace OrderGrains.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task A_reader_by_position_sees_each_event_once_while_others_commit()
    {
        const int writers = 12, commands = 40;
        await ReopenAsync(new JournalOptions { WaitingAge = TimeSpan.FromHours(1) });
        var read = new List<RecordedEvent>[Journal.Partitions];
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(async _ =>
        {
            for (var i = 0; i < commands; i++)
                await AppendAsync(Sample.Append(Sample.NewStream(), events: 1 + i % 3));
        }));

        await Task.WhenAll(Enumerable.Range(0, Journal.Partitions).Select(async partition =>
        {
            var seen = read[partition] = [];
            for (var last = false; ;)
            {
                var page = await Journal.ReadPartitionAsync(partition, seen.Count == 0 ? 0 : seen[^1].Position, 7, Cancellation);
                seen.AddRange(page);
                if (page.Count == 0 && last)
                    break;
                last = writing.IsCompleted;
            }
        }));

        await writing;
        Assert.Equal(await JournalCheck.HoldsAsync(Journal, [], [], Cancellation), read.SelectMany(x => x), (x, y) =>
            (x.Stream, x.Version, x.Position) == (y.Stream, y.Version, y.Position));
        Assert.Equal(await Journal.HeadsAsync(Cancellation), read.Select(x => (long)x.Count));
        Assert.Equal(writers * commands, read.Sum(x => x.Count(e => Sample.PayloadOf(e.Event).Index == 0)));
    }

    [Fact]
    public async Task One_read_returns_pages_of_several_partitions()
    {
        foreach (var partition in new[] { 2, 5, 7 })
            await AppendAsync(Sample.Append(Sample.NewStreamsOf(partition, Journal.Partitions).First(), events: 5));

        var read = await Journal.ReadPartitionsAsync([(7, 3), (2, 0), (5, 5), (6, 0)], 3, Cancellation);

        Assert.Equal([(2, 1L), (2, 2L), (2, 3L), (7, 4L), (7, 5L)], read.Select(x => (x.Partition, x.Position)).OrderBy(x => x.Partition));
        Assert.Equivalent((await Journal.ReadPartitionAsync(7, 3, 3, Cancellation))[0], read.First(x => x.Partition == 7), strict: true);
    }

    [Fact]
    public async Task A_page_has_a_limit_and_continues_after_a_version()
    {
        var stream = Sample.NewStream();
        await AppendAsync(Sample.Append(stream, events: 7));

        Assert.Equal([3, 4, 5], (await Journal.ReadStreamAsync(stream, 2, 3, Cancellation)).Select(x => x.Version));
        Assert.Equal([6, 7], (await Journal.ReadStreamAsync(stream, 5, 3, Cancellation)).Select(x => x.Version));
        Assert.Empty(await Journal.ReadStreamAsync(Sample.NewStream(), 0, 3, Cancellation));
    }

    [Fact]
    public async Task Loading_gives_each_stream_its_snapshot_and_the_events_after_it()
    {
        var (folded, plain, missing, foreign) = (Sample.NewStream(), Sample.NewStream(), Sample.NewStream(), Sample.NewStream());
        foreach (var stream in new[] { folded, plain, foreign })
            await AppendAsync(Sample.Append(stream, events: 4));
        var snapshot = Snapshot(folded, version: 3, fold: 2);
        await Journal.WriteSnapshotAsync(snapshot, Cancellation);
        await Journal.WriteSnapshotAsync(Snapshot(foreign, version: 3, fold: 1), Cancellation);

        var slices = await Journal.LoadAsync([plain, folded, missing, foreign], 2, Cancellation);

        Assert.Equal([plain, folded, missing, foreign], slices.Select(x => x.Stream));
        Assert.Equivalent(snapshot, slices[1].Snapshot, strict: true);
        Assert.Equal([4], slices[1].Tail.Select(x => x.Version));
        Assert.Equivalent((await StreamAsync(folded))[3], slices[1].Tail[0], strict: true);
        Assert.All([slices[0], slices[3]], x => Assert.Equal([1, 2, 3, 4], x.Tail.Select(e => e.Version)));
        Assert.All([slices[0], slices[2], slices[3]], x => Assert.Null(x.Snapshot));
        Assert.Empty(slices[2].Tail);
    }

    [Fact]
    public async Task Only_a_later_snapshot_replaces_a_snapshot()
    {
        var stream = Sample.NewStream();
        await AppendAsync(Sample.Append(stream, events: 9));
        await Journal.WriteSnapshotAsync(Snapshot(stream, version: 5, fold: 2), Cancellation);

        await Journal.WriteSnapshotAsync(Snapshot(stream, version: 4, fold: 2), Cancellation);
        await Journal.WriteSnapshotAsync(Snapshot(stream, version: 9, fold: 1), Cancellation);
        Assert.Equal(5, await SnapshotVersionAsync(fold: 2));

        await Journal.WriteSnapshotAsync(Snapshot(stream, version: 7, fold: 2), Cancellation);
        Assert.Equal(7, await SnapshotVersionAsync(fold: 2));

        await Journal.WriteSnapshotAsync(Snapshot(stream, version: 6, fold: 3), Cancellation);
        Assert.Null(await SnapshotVersionAsync(fold: 2));
        Assert.Equal(6, await SnapshotVersionAsync(fold: 3));

        async Task<int?> SnapshotVersionAsync(int fold) => (await Journal.LoadAsync([stream], fold, Cancellation))[0].Snapshot?.Version;
    }

    [Fact]
    public async Task A_snapshot_without_a_key_is_stored_without_one()
    {
        var stream = Sample.NewStream();
        await AppendAsync(Sample.Append(stream));

        await Journal.WriteSnapshotAsync(Snapshot(stream, version: 1, fold: 1) with { KeyId = null }, Cancellation);

        Assert.Null((await Journal.LoadAsync([stream], 1, Cancellation))[0].Snapshot!.KeyId);      // Not null: just written.
    }

    [Fact]
    public async Task A_healthy_store_answers_the_probe() => Assert.True(await Journal.ProbeAsync(Cancellation));

    private static Snapshot Snapshot(StreamId stream, int version, int fold) =>
        new(stream, version, fold, Sample.Hash($"{version}"), Sample.Hash($"{fold} {version}"), Sample.Id("key of snapshots"));
}
