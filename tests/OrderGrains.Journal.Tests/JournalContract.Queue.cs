namespace OrderGrains.Journal.Tests;

public abstract partial class JournalContract
{
    [Fact]
    public async Task A_full_queue_refuses_appends_and_writes_all_that_it_accepted()
    {
        await ReopenAsync(new JournalOptions { WaitingAppends = 20, WaitingAge = TimeSpan.FromHours(1), BatchCommands = 4 });
        var taken = new List<Task<AppendResult>>();
        Append refused;
        JournalOverloadedException refusal;
        await using (await Store.BlockWritesAsync())
            (refused, refusal) = await FillAsync(taken);

        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        Assert.InRange(taken.Count, 20, 20 + 2 * 4);                   // A batch of four may be in flight in each lane.
        var results = await Task.WhenAll(taken);
        Assert.All(results, x => Assert.Equal(AppendStatus.Written, x.Status));
        await JournalCheck.HoldsAsync(Journal, [], [refused], Cancellation);
    }

    [Fact]
    public async Task One_busy_record_cannot_fill_the_queue()
    {
        await ReopenAsync(new JournalOptions { WaitingPerStream = 5, WaitingAge = TimeSpan.FromHours(1) });
        var stream = Sample.NewStream();
        var taken = new List<Task<AppendResult>>();
        Task<AppendResult> elsewhere;
        await using (await Store.BlockWritesAsync())
        {
            await FillAsync(taken, stream);
            elsewhere = AppendAsync(Sample.Append(Sample.NewStream()));
        }

        Assert.Equal(6, taken.Count);                                       // One ready or in flight, five behind it.
        Assert.Equal(taken.Count, (await Task.WhenAll(taken)).Count(x => x.Status == AppendStatus.Written));
        Assert.Equal(AppendStatus.Written, (await elsewhere).Status);
    }

    [Fact]
    public async Task A_lane_refuses_appends_while_its_oldest_one_waits_too_long()
    {
        await ReopenAsync(
            new JournalOptions { WaitingAge = TimeSpan.FromMilliseconds(20), WaitingAppends = int.MaxValue, BatchCommands = 1, Lanes = 1 });
        var taken = new List<Task<AppendResult>>();
        await using (await Store.BlockWritesAsync())
            await FillAsync(taken, gently: true);

        Assert.All(await Task.WhenAll(taken), x => Assert.Equal(AppendStatus.Written, x.Status));
    }

    [Fact]
    public async Task An_append_that_is_not_sent_in_time_fails_and_is_not_written()
    {
        await ReopenAsync(new JournalOptions
        {
            SendWithin = TimeSpan.FromMilliseconds(500),
            WaitingAge = TimeSpan.FromHours(1),
            BatchCommands = 1,
            Lanes = 1
        });
        var sent = Sample.Append(Sample.NewStream());
        Append[] waiting =
            [.. Enumerable.Range(0, 5).Select(_ => Sample.Append(Sample.NewStream())), Sample.Append(sent.Stream, expected: 1)];
        Task<AppendResult> first;
        await using (await Store.BlockWritesAsync())
        {
            first = AppendAsync(sent);
            var answers = waiting.Select(AppendAsync).ToList();
            foreach (var answer in answers)
                await Assert.ThrowsAsync<JournalUnavailableException>(() => answer);
        }

        Assert.Equal(AppendStatus.Written, (await first).Status);
        Assert.Equal(AppendStatus.Written, (await AppendAsync(Sample.Append(waiting[0].Stream))).Status);
        await JournalCheck.HoldsAsync(Journal, [], waiting, Cancellation);
    }

    [Fact]
    public async Task Interactive_commands_precede_bulk_items_without_starving_them()
    {
        await ReopenAsync(new JournalOptions { BatchCommands = 5, Lanes = 1, WaitingAge = TimeSpan.FromHours(1) });
        var streams = Sample.NewStreamsOf(0, Journal.Partitions).Take(91).ToList();
        List<Task<AppendResult>> bulk;
        List<Task<AppendResult>> interactive;
        await using (await Store.BlockWritesAsync())
        {
            bulk = [.. streams.Take(61).Select(x => AppendAsync(Sample.Append(x, bulk: true)))];
            interactive = [.. streams.Skip(61).Select(x => AppendAsync(Sample.Append(x)))];
        }

        var bulkPositions = (await Task.WhenAll(bulk)).Select(x => x.Position).ToList();
        var interactivePositions = (await Task.WhenAll(interactive)).Select(x => x.Position).ToList();
        // Five may be in flight; one in five may be a bulk item.
        Assert.InRange(interactivePositions.Max(), 30, 30 + 5 + 8);
        Assert.InRange(bulkPositions.Count(x => x < interactivePositions.Max()), 6, 5 + 8);
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_stop_the_append()
    {
        var append = Sample.Append(Sample.NewStream());
        using var leaving = new CancellationTokenSource();
        await using (await Store.BlockWritesAsync())
        {
            var answer = Journal.AppendAsync(append, leaving.Token).AsTask();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        }

        await Journal.DrainAsync(Cancellation);
        Assert.Single(await StreamAsync(append.Stream));
    }

    [Fact]
    public async Task A_caller_who_has_already_left_appends_nothing()
    {
        var append = Sample.Append(Sample.NewStream());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Journal.AppendAsync(append, new CancellationToken(canceled: true)));

        await Journal.DrainAsync(Cancellation);
        Assert.Empty(await StreamAsync(append.Stream));
    }

    [Fact]
    public async Task A_draining_journal_writes_its_queue_and_accepts_no_more()
    {
        var queued = Enumerable.Range(0, 200).Select(_ => AppendAsync(Sample.Append(Sample.NewStream()))).ToList();

        await Journal.DrainAsync(Cancellation);

        Assert.All(queued, x => Assert.True(x.IsCompletedSuccessfully || !x.IsCompleted));
        Assert.All(await Task.WhenAll(queued), x => Assert.Equal(AppendStatus.Written, x.Status));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => AppendAsync(Sample.Append(Sample.NewStream())));
    }

    [Fact]
    public async Task A_batch_does_not_exceed_its_maximum_size()
    {
        const int Size = 400_000;
        await ReopenAsync(new JournalOptions { BatchBytes = 1_000_000, WaitingAge = TimeSpan.FromHours(1), Lanes = 1 });
        var batches = new List<int>();
        Journal.Written += batch => batches.Add(batch.Count);
        List<Task<AppendResult>> answers;
        await using (await Store.BlockWritesAsync())
            answers = [.. Enumerable.Range(0, 9).Select(_ => AppendAsync(Sample.Append(Sample.NewStream(), size: Size)))];

        await Task.WhenAll(answers);
        Assert.Equal((9, 2), (batches.Sum(), batches.Max()));
    }

    [Fact]
    public async Task An_append_larger_than_a_batch_is_refused()
    {
        var append = Sample.Append(Sample.NewStream(), size: 1024 * 1024);

        await Assert.ThrowsAsync<AppendRefusedException>(() => AppendAsync(append));
        Assert.Equal(AppendStatus.Written, (await AppendAsync(Sample.Append(append.Stream, size: 1000 * 1000))).Status);
    }

    // Appends until the journal refuses, to one stream or to a new one each time.
    private async Task<(Append Refused, JournalOverloadedException Refusal)> FillAsync(
        List<Task<AppendResult>> taken, StreamId? one = null, bool gently = false)
    {
        for (var version = 0; version < 2_000; version++)
        {
            var append = one is { } stream ? Sample.Append(stream, version) : Sample.Append(Sample.NewStream());
            try
            {
                taken.Add(Journal.AppendAsync(append, Cancellation).AsTask());
            }
            catch (JournalOverloadedException refusal)
            {
                return (append, refusal);
            }
            if (gently)
                await Store.RowAsync(append.Stream);
        }
        throw new InvalidOperationException("The journal never refused.");
    }
}
