using Microsoft.Extensions.Logging.Abstractions;

namespace OrderGrains.Journal.Tests;

// Followers of the journal read every event once, in the order of its partition, whoever wrote it and however far behind the reader is.
public abstract partial class JournalContract
{
    private const int LastEvents = 9;

    [Fact]
    public async Task A_follower_reads_every_event_once_and_in_order_while_others_append()
    {
        await using var tail = Tail();
        var followers = Followers(tail);

        await AppendManyAsync(Journal);

        await AssertWholeAsync(followers);
    }

    [Fact]
    public async Task A_late_follower_reads_the_store_and_then_new_events()
    {
        await using var tail = Tail();
        using var early = tail.Follow(0, 0);
        foreach (var stream in Sample.NewStreamsOf(0, Journal.Partitions).Take(700))        // More than the event cache holds.
            await AppendAsync(Sample.Append(stream));
        Assert.Equal(1, (await early.ReadAsync(1, Cancellation))[0].Position);

        var late = FollowAsync(tail, 0, 100);
        foreach (var stream in Sample.NewStreamsOf(0, Journal.Partitions).Take(20))
            await AppendAsync(Sample.Append(stream));
        await AppendAsync(Sample.Append(Sample.NewStreamsOf(0, Journal.Partitions).First(), events: LastEvents));

        Assert.Equal(Enumerable.Range(101, 620 + LastEvents).Select(x => (long)x), await late);
    }

    [Fact]
    public async Task A_waiting_follower_can_be_cancelled()
    {
        await using var tail = Tail();
        using var reader = tail.Follow(3, 0);
        using var leaving = new CancellationTokenSource();
        var called = reader.ReadAsync(10, leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => called);

        var reading = reader.ReadAsync(10, Cancellation).AsTask();
        await AppendAsync(Sample.Append(Sample.NewStreamsOf(3, Journal.Partitions).First()));
        Assert.Equal([1L], (await reading).Select(x => x.Position));
    }

    private protected JournalTail Tail() =>
        new(Journal, JournalPressure.On(Journal, TimeProvider.System), TimeProvider.System, NullLogger<JournalTail>.Instance);

    private protected static async Task AppendManyAsync(IJournal journal) => await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
    {
        for (var i = 0; i < 50; i++)
            await journal.AppendAsync(Sample.Append(Sample.NewStream(), events: 3), Cancellation);
    }));

    // Ends every partition with a last command, and checks that all events before it were read.
    private protected async Task AssertWholeAsync(List<Task<List<long>>> followers)
    {
        for (var partition = 0; partition < Journal.Partitions; partition++)
            await AppendAsync(Sample.Append(Sample.NewStreamsOf(partition, Journal.Partitions).First(), events: LastEvents));
        var heads = await Journal.HeadsAsync(Cancellation);
        for (var partition = 0; partition < heads.Length; partition++)
            Assert.Equal(Enumerable.Range(1, (int)heads[partition]).Select(x => (long)x), await followers[partition]);
    }

    private protected List<Task<List<long>>> Followers(JournalTail tail) =>
        [.. Enumerable.Range(0, Journal.Partitions).Select(partition => FollowAsync(tail, partition, 0))];

    // Returns the positions that were read, up to the end of the last command.
    private static async Task<List<long>> FollowAsync(JournalTail tail, int partition, long after)
    {
        using var reader = tail.Follow(partition, after);
        List<long> read = [];
        while (true)
        {
            var events = await reader.ReadAsync(7, Cancellation);
            read.AddRange(events.Select(x => x.Position));
            if (Sample.PayloadOf(events[^1].Event) is { Of: LastEvents, Index: LastEvents - 1 })
                return read;
        }
    }
}
