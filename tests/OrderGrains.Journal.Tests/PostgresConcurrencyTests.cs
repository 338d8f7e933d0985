namespace OrderGrains.Journal.Tests;

/// <summary>Several writers on one PostgreSQL, as during a change of the cluster's membership.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresConcurrencyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private PostgresStore? store;

    private PostgresStore Store => store!;          // Set before the test.
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => store = await PostgresStore.CreateAsync(postgres.Server);

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    [Fact]
    public async Task Several_processes_on_hot_streams_write_each_command_once_without_deadlock()
    {
        const int processes = 3, commands = 700;
        var directory = Directory.CreateTempSubdirectory("ordergrains-hot-");
        var writers = Enumerable.Range(1, processes)
            .Select(seed => WriterProcess.Start(Store.Address, directory.FullName, seed, streams: 12, commands)).ToList();

        Assert.All(await Task.WhenAll(writers.Select(x => x.EndedAsync(Cancellation))), code => Assert.Equal(0, code));

        var acknowledged = writers.SelectMany(x => x.ReadAcknowledged()).ToList();
        var journal = await Store.OpenAsync(new JournalOptions());
        await using var closing = (IAsyncDisposable)journal;
        var events = await JournalCheck.HoldsAsync(journal, acknowledged, [], Cancellation);
        Assert.Equal(acknowledged.Select(x => x.Command).Order(), events.Select(x => x.Event.CommandId).Distinct().Order());
        Assert.InRange(acknowledged.Count, processes * commands / 10, processes * commands - 1);
        Assert.Equal(0L, await Store.ScalarAsync("select deadlocks from pg_stat_database where datname = current_database()"));
        Assert.Equal(0L,
            await Store.ScalarAsync(
                "select count(*) from (select stream, key from idempotency group by 1, 2 having count(*) > 1) doubled"));
        foreach (var writer in writers)
            await writer.DisposeAsync();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_row_always_shows_the_last_command_of_its_record()
    {
        const int records = 4, rounds = 100;
        var streams = Enumerable.Range(0, records).Select(_ => Sample.NewStream()).ToArray();
        IJournal[] journals = [await Store.OpenAsync(new JournalOptions()), await Store.OpenAsync(new JournalOptions())];

        await Task.WhenAll(journals.SelectMany((journal, writer) => streams.Select(stream => Task.Run(async () =>
        {
            var version = 0;
            for (var round = 0; round < rounds; round++)
            {
                var result = await journal.AppendAsync(Sample.Append(stream, version, row: $"{version + 1} by {writer}"), Cancellation);
                version = result.CurrentVersion;
            }
        }, Cancellation))));

        Assert.Equal((long)records, await Store.ScalarAsync("""
            select count(*) from test_row r where r.version = (select max(version) from event e where e.stream = r.stream) and r.text like
              r.version || ' by _'
            """));
        foreach (var journal in journals)
            await ((IAsyncDisposable)journal).DisposeAsync();
    }

    [Fact]
    public async Task Only_rows_of_written_appends_are_written()
    {
        var journal = await Store.OpenAsync(new JournalOptions());
        await using var closing = (IAsyncDisposable)journal;
        var known = Enumerable.Range(0, 10).Select(_ => Sample.NewStream()).ToList();
        await Task.WhenAll(known.Select(x => journal.AppendAsync(Sample.Append(x, row: "first"), Cancellation).AsTask()));
        var mixed = known.Concat(Enumerable.Range(0, 10).Select(_ => Sample.NewStream())).Select(x => Sample.Append(x, row: "created"))
            .ToList();
        List<Task<AppendResult>> answers;
        await using (await Store.BlockWritesAsync())                        // So that the appends share a batch.
            answers = [.. mixed.Select(x => journal.AppendAsync(x, Cancellation).AsTask())];

        Assert.Equal(10, (await Task.WhenAll(answers)).Count(x => x.Status == AppendStatus.Written));
        Assert.Equal(10L, await Store.ScalarAsync("select count(*) from test_row where text = 'first'"));
        Assert.Equal(10L, await Store.ScalarAsync("select count(*) from test_row where text = 'created'"));
    }

    [Fact]
    public async Task A_journal_without_rows_can_append()
    {
        await using var journal = await PostgresJournal.OpenAsync(
            Store.ConnectionString, new JournalOptions(), [], TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, Cancellation);

        Assert.Equal(AppendStatus.Written, (await journal.AppendAsync(Sample.Append(Sample.NewStream(), events: 2), Cancellation)).Status);
    }

    [Fact]
    public async Task Keys_are_kept_for_thirty_days_in_monthly_partitions()
    {
        await using var journal = (PostgresJournal)await Store.OpenAsync(new JournalOptions());
        await Store.ScalarAsync(
            "insert into idempotency select $1, $1, '', 1, x from unnest(array['2031-01-31 23:59Z', '2031-02-01 00:00Z', '2031-03-15 "
                + "12:00Z']::timestamptz[]) x", Sample.Id("any"));
        Assert.Equal(3L, await Store.ScalarAsync("select count(*) from idempotency_default"));

        await journal.MaintainAsync(new DateTimeOffset(2031, 1, 20, 0, 0, 0, TimeSpan.Zero), Cancellation);
        Assert.Equal(1L, await Store.ScalarAsync("select count(*) from idempotency_203101"));
        Assert.Equal(1L, await Store.ScalarAsync("select count(*) from idempotency_203102"));
        Assert.Equal(1L, await Store.ScalarAsync("select count(*) from idempotency_default"));

        await journal.MaintainAsync(new DateTimeOffset(2031, 3, 3, 0, 0, 0, TimeSpan.Zero), Cancellation);
        Assert.Equal(true,
            await Store.ScalarAsync("select to_regclass('idempotency_203101') is null and to_regclass('idempotency_203102') is not null"));
        Assert.Equal(2L, await Store.ScalarAsync("select count(*) from idempotency"));
        Assert.Equal(AppendStatus.Written,
            (await journal.AppendAsync(Sample.Append(Sample.NewStream(), key: Sample.Key("now")), Cancellation)).Status);
    }
}
