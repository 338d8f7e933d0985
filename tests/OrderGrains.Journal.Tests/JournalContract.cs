namespace OrderGrains.Journal.Tests;

/// <summary>The contract of a journal on every backend.</summary>
public abstract partial class JournalContract : IAsyncLifetime
{
    private IJournal? journal;
    private IJournalStore? store;

    private protected IJournal Journal => journal!;      // Set before the test.
    private protected IJournalStore Store => store!;     // Set before the test.
    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<IJournalStore> CreateStoreAsync();

    public async ValueTask InitializeAsync()
    {
        store = await CreateStoreAsync();
        journal = await store.OpenAsync(new JournalOptions());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await CloseAsync();
        if (store is not null)
            await store.DisposeAsync();
    }

    private protected async Task CloseAsync()
    {
        if (journal is IAsyncDisposable open)
            await open.DisposeAsync();
        journal = null;
    }

    private protected async Task ReopenAsync(JournalOptions? options = null)
    {
        await CloseAsync();
        journal = await Store.OpenAsync(options ?? new JournalOptions());
    }

    private protected Task<AppendResult> AppendAsync(Append append) => Journal.AppendAsync(append, Cancellation).AsTask();

    private protected async Task<IReadOnlyList<RecordedEvent>> StreamAsync(StreamId stream) =>
        await Journal.ReadStreamAsync(stream, 0, 1000, Cancellation);

    [Fact]
    public async Task An_event_reads_as_it_was_appended()
    {
        var append = Sample.Append(Sample.NewStream(), events: 2, creation: "submit");

        var result = await AppendAsync(append);

        Assert.Equal(new AppendResult(AppendStatus.Written, 2, 1, null), result);
        var read = await StreamAsync(append.Stream);
        Assert.Equal([1, 2], read.Select(x => x.Version));
        Assert.Equal([1, 2], read.Select(x => x.Position));
        Assert.All(read, x => Assert.Equal((append.Stream, append.Stream.Partition(Journal.Partitions)), (x.Stream, x.Partition)));
        Assert.Equivalent(append.Events, read.Select(x => x.Event), strict: true);
        Assert.NotNull(read[0].Event.Fingerprint);
        Assert.Null(read[1].Event.Fingerprint);
    }

    [Fact]
    public async Task A_stale_writer_is_refused_and_writes_nothing()
    {
        var stream = Sample.NewStream();
        await AppendAsync(Sample.Append(stream, events: 3));

        var behind = await AppendAsync(Sample.Append(stream, expected: 2, events: 3, row: "behind"));
        var ahead = await AppendAsync(Sample.Append(stream, expected: 4, events: 3, row: "ahead"));

        Assert.Equal((AppendStatus.VersionConflict, 3), (behind.Status, behind.CurrentVersion));
        Assert.Equal((AppendStatus.VersionConflict, 3), (ahead.Status, ahead.CurrentVersion));
        Assert.Equal(3, (await StreamAsync(stream)).Count);
        Assert.Null(await Store.RowAsync(stream));
    }

    [Fact]
    public async Task A_creating_command_on_an_existing_stream_receives_its_fingerprint()
    {
        var (created, plain) = (Sample.NewStream(), Sample.NewStream());
        await AppendAsync(Sample.Append(created, events: 2, creation: "submit"));
        await AppendAsync(Sample.Append(plain));

        var again = await AppendAsync(Sample.Append(created, creation: "submit"));
        var unprinted = await AppendAsync(Sample.Append(plain, creation: "submit"));
        var later = await AppendAsync(Sample.Append(created, expected: 1));

        Assert.Equal((AppendStatus.VersionConflict, 2), (again.Status, again.CurrentVersion));
        Assert.Equal(Sample.Hash("submit"), again.StoredFingerprint);
        Assert.Equal(AppendStatus.VersionConflict, unprinted.Status);
        Assert.Null(unprinted.StoredFingerprint);
        Assert.Null(later.StoredFingerprint);
    }

    [Fact]
    public async Task A_repeated_key_changes_nothing_twice()
    {
        var stream = Sample.NewStream();
        await AppendAsync(Sample.Append(stream));
        await AppendAsync(Sample.Append(stream, expected: 1, events: 2, key: Sample.Key("key")));

        var repeated = await AppendAsync(Sample.Append(stream, expected: 3, key: Sample.Key("key", "other content"), row: "repeated"));
        var stale = await AppendAsync(Sample.Append(stream, expected: 1, key: Sample.Key("key")));

        Assert.Equal((AppendStatus.KeyKnown, 3), (repeated.Status, repeated.CurrentVersion));
        Assert.Equal(Sample.Hash("content"), repeated.StoredFingerprint);
        Assert.Equal(AppendStatus.KeyKnown, stale.Status);
        Assert.Equal(3, (await StreamAsync(stream)).Count);
        Assert.Null(await Store.RowAsync(stream));
    }

    [Fact]
    public async Task A_key_is_found_on_its_own_stream_with_the_version_it_led_to()
    {
        var (stream, other) = (Sample.NewStream(), Sample.NewStream());
        await AppendAsync(Sample.Append(stream, events: 2, key: Sample.Key("key")));
        await AppendAsync(Sample.Append(stream, expected: 1, key: Sample.Key("refused")));

        Assert.Equal(AppendStatus.Written, (await AppendAsync(Sample.Append(other, key: Sample.Key("key")))).Status);
        var found = await Journal.FindKeyAsync(stream, Sample.Key("key").Id, Cancellation);
        Assert.Equal(2, found!.Version);                                                    // Not null: it was stored.
        Assert.Equal(Sample.Hash("content"), found.Fingerprint);
        Assert.Null(await Journal.FindKeyAsync(stream, Sample.Key("refused").Id, Cancellation));
    }

    [Fact]
    public async Task The_row_is_written_with_the_events()
    {
        var stream = Sample.NewStream();

        await AppendAsync(Sample.Append(stream, row: "first"));
        Assert.Equal("first", await Store.RowAsync(stream));

        await AppendAsync(Sample.Append(stream, expected: 1, row: "second"));
        await AppendAsync(Sample.Append(stream, expected: 2));
        Assert.Equal("second", await Store.RowAsync(stream));
    }

    [Fact]
    public async Task One_bad_item_fails_alone()
    {
        Task<AppendResult>[] good;
        Task<AppendResult> bad;
        var bads = Sample.Append(Sample.NewStream(), row: TestRow.Refused);
        await using (await Store.BlockWritesAsync())                            // So that the appends share a batch.
        {
            good = [.. Enumerable.Range(0, 20).Select(x => AppendAsync(Sample.Append(Sample.NewStream(), row: $"{x}")))];
            bad = AppendAsync(bads);
            good = [.. good, .. Enumerable.Range(20, 20).Select(x => AppendAsync(Sample.Append(Sample.NewStream(), row: $"{x}")))];
        }

        await Assert.ThrowsAsync<AppendRefusedException>(() => bad);
        Assert.All(await Task.WhenAll(good), x => Assert.Equal(AppendStatus.Written, x.Status));
        Assert.Empty(await StreamAsync(bads.Stream));
        await JournalCheck.HoldsAsync(Journal, [], [bads], Cancellation);
    }

    [Fact]
    public async Task Refused_appends_leave_no_gap_in_the_positions()
    {
        var streams = Sample.NewStreamsOf(5, Journal.Partitions).Take(60).ToList();
        List<Task<AppendResult>> answers;
        await using (await Store.BlockWritesAsync())                            // So that the appends share a batch.
            answers = [.. streams.Select((stream, i) => AppendAsync(Sample.Append(stream, expected: i % 3 == 0 ? 0 : 1, events: 2)))];

        Assert.Equal(20, (await Task.WhenAll(answers)).Count(x => x.Status == AppendStatus.Written));
        Assert.Equal(40, (await Journal.HeadsAsync(Cancellation))[5]);
        await JournalCheck.HoldsAsync(Journal, [], [], Cancellation);
    }

    [Fact]
    public async Task Appends_to_one_stream_are_written_in_their_order()
    {
        var stream = Sample.NewStream();

        var results =
            await Task.WhenAll(Enumerable.Range(0, 30).Select(x => AppendAsync(Sample.Append(stream, expected: x, bulk: x % 3 == 0))));

        Assert.Equal(Enumerable.Range(1, 30), results.Select(x => x.CurrentVersion));
        Assert.All(results, x => Assert.Equal(AppendStatus.Written, x.Status));
    }

    [Fact]
    public async Task Concurrent_writers_of_one_record_each_win_once_or_get_a_conflict()
    {
        await ReopenAsync(new JournalOptions { WaitingAge = TimeSpan.FromHours(1) });
        var stream = Sample.NewStream();

        var written = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            var (wins, version) = (0, 0);
            while (wins < 5)
            {
                var result = await AppendAsync(Sample.Append(stream, version));
                version = result.CurrentVersion;
                wins += result.Status == AppendStatus.Written ? 1 : 0;
            }
            return wins;
        }));

        Assert.Equal(written.Sum(), (await StreamAsync(stream)).Count);
        await JournalCheck.HoldsAsync(Journal, [], [], Cancellation);
    }

    [Fact]
    public async Task Written_events_survive_a_restart_and_positions_continue()
    {
        var stream = Sample.NewStream();
        var first = await AppendAsync(Sample.Append(stream, events: 2, key: Sample.Key("key"), creation: "submit"));

        await ReopenAsync();

        Assert.Equal(AppendStatus.KeyKnown, (await AppendAsync(Sample.Append(stream, expected: 2, key: Sample.Key("key")))).Status);
        var second = await AppendAsync(Sample.Append(stream, expected: 2));
        Assert.Equal((AppendStatus.Written, first.Position + 2), (second.Status, second.Position));
        Assert.Equal(3, (await StreamAsync(stream)).Count);
    }

    [Fact]
    public async Task The_number_of_partitions_is_fixed_when_the_journal_is_created()
    {
        Assert.Equal(16, Journal.Partitions);

        var refusal = await Assert.ThrowsAsync<JournalConfigurationException>(() => ReopenAsync(new JournalOptions { Partitions = 8 }));
        Assert.Equal("Journal:Partitions", refusal.Setting);

        await ReopenAsync(new JournalOptions { Partitions = 16 });
        Assert.Equal(16, Journal.Partitions);
    }
}
