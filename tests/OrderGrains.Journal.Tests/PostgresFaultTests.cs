using System.Collections.Concurrent;
using System.Diagnostics;
using OrderGrains.Testing;

namespace OrderGrains.Journal.Tests;

/// <summary>Lost connections, frozen clients, a killed database.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresFaultTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Waiting = "select pid from pg_locks where locktype = 'advisory' and not granted";

    private PostgresStore? store;
    private TcpProxy? proxy;
    private IJournal? journal;

    private PostgresStore Store => store!;          // Set before the test.
    private TcpProxy Proxy => proxy!;               // Set before the test.
    /// <summary>The journal behind the proxy, with its connections open.</summary>
    private IJournal Journal => journal!;           // Set before the test.
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await PostgresStore.CreateAsync(postgres.Server);
        proxy = new TcpProxy(postgres.Server.Port);
        journal = await store.OpenThroughAsync(proxy.Port, new JournalOptions { ResolveWithin = TimeSpan.FromSeconds(1) });
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => AppendAsync(Sample.Append(Sample.NewStream()))));
    }

    public async ValueTask DisposeAsync()
    {
        if (journal is IAsyncDisposable open)
            await open.DisposeAsync();
        if (proxy is not null)
            await proxy.DisposeAsync();
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_cut_before_the_commit_causes_the_append_to_be_written_again()
    {
        var append = Sample.Append(Sample.NewStream(), events: 2, size: 50_000);
        var held = Proxy.HoldRequestsAfter(30_000);
        var answer = AppendAsync(append);
        await held;
        Proxy.Cut();

        Assert.Equal((AppendStatus.Written, 2), Of(await answer));
        await HoldsAsync([Acknowledged.Of(append, await answer)]);
    }

    [Fact]
    public async Task A_connection_cut_during_the_commit_returns_the_written_result()
    {
        Append[] appends = [.. Enumerable.Range(0, 20).Select(_ => Sample.Append(Sample.NewStream(), events: 2))];
        var lost = Proxy.LoseReplies();
        var answers = appends.Select(AppendAsync).ToList();
        await lost;
        Proxy.Cut();

        var results = await Task.WhenAll(answers);
        Assert.All(results, x => Assert.Equal((AppendStatus.Written, 2), Of(x)));
        await HoldsAsync(appends.Zip(results, Acknowledged.Of));
    }

    [Fact]
    public async Task A_lane_does_not_mistake_the_write_of_another_process_for_its_own_after_a_lost_connection()
    {
        var other = await Store.OpenAsync(new JournalOptions());
        await using var closing = (IAsyncDisposable)other;
        var append = Sample.Append(Sample.NewStream(), size: 50_000);
        var held = Proxy.HoldRequestsAfter(30_000);
        var answer = AppendAsync(append);
        await held;
        var winner = Sample.Append(append.Stream);
        var won = await other.AppendAsync(winner, Cancellation);
        Proxy.Cut();

        Assert.Equal((AppendStatus.VersionConflict, 1), Of(await answer));
        await JournalCheck.HoldsAsync(Journal, [Acknowledged.Of(winner, won)], [append], Cancellation);
    }

    [Fact]
    public async Task A_lost_statement_is_terminated_before_its_append_is_written_again()
    {
        var append = Sample.Append(Sample.NewStream());
        Task<AppendResult> answer;
        await using (await Store.BlockWritesAsync())
        {
            answer = AppendAsync(append);
            await Store.UntilAsync($"exists ({Waiting})", Cancellation);
            var lost = await Store.ScalarAsync(Waiting);
            Proxy.Cut();
            await Store.UntilAsync($"exists ({Waiting} and pid <> {lost})", Cancellation);         // The lane is writing the append again.
        }

        Assert.Equal((AppendStatus.Written, 1), Of(await answer));
        await HoldsAsync([Acknowledged.Of(append, await answer)]);
    }

    [Fact]
    public async Task Only_an_outcome_that_cannot_be_resolved_in_time_is_reported_as_unknown()
    {
        var (unknown, later) = (Sample.Append(Sample.NewStream()), Sample.Append(Sample.NewStream()));
        var lost = Proxy.LoseReplies();
        var answer = AppendAsync(unknown);
        await lost;
        Proxy.RefuseConnections();
        Proxy.Cut();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => answer);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => AppendAsync(Sample.Append(unknown.Stream, expected: 1)));

        Proxy.Heal();
        // The append was written, which the lane can find out.
        Assert.Equal(AppendStatus.VersionConflict, (await AppendAsync(Sample.Append(unknown.Stream))).Status);
        await HoldsAsync([Acknowledged.Of(later, await AppendAsync(later))]);
    }

    [Fact]
    public async Task A_client_frozen_while_sending_blocks_nobody()
    {
        var streams = Sample.NewStreamsOf(3, Journal.Partitions).Take(2).ToList();
        var direct = await Store.OpenAsync(new JournalOptions());
        await using var closing = (IAsyncDisposable)direct;
        var append = Sample.Append(streams[0], size: 400_000);
        var held = Proxy.HoldRequestsAfter(200_000);
        var frozen = AppendAsync(append);
        await held;

        var watch = Stopwatch.StartNew();
        Assert.Equal(AppendStatus.Written, (await direct.AppendAsync(Sample.Append(streams[1]), Cancellation)).Status);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2.5));

        Proxy.Cut();
        Assert.Equal((AppendStatus.Written, 1), Of(await frozen));
        await HoldsAsync([Acknowledged.Of(append, await frozen)]);
    }

    [Fact]
    public async Task A_lane_recovers_from_a_dead_idle_connection_without_an_error()
    {
        await Store.ScalarAsync(
            "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = current_database() and pid <> "
                + "pg_backend_pid()");

        Assert.Equal(AppendStatus.Written, (await AppendAsync(Sample.Append(Sample.NewStream()))).Status);
    }

    [Fact]
    public async Task A_store_that_refuses_connections_fails_appends_at_once()
    {
        Proxy.RefuseConnections();
        Proxy.Cut();
        // The lane notices that the connection is lost.
        await Assert.ThrowsAnyAsync<Exception>(() => AppendAsync(Sample.Append(Sample.NewStream())));

        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Store.OpenThroughAsync(Proxy.Port, new JournalOptions()));
        Assert.False(await Journal.ProbeAsync(Cancellation));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await Journal.HeadsAsync(Cancellation));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_killed_database_loses_no_acknowledged_append_and_writers_recover()
    {
        await using var server = await PostgresServer.CreateAsync();
        await using var victim = await PostgresStore.CreateAsync(server);
        var open = await victim.OpenAsync(new JournalOptions());
        await using var closing = (IAsyncDisposable)open;
        var (acknowledged, refused) = (new ConcurrentQueue<Acknowledged>(), new ConcurrentQueue<Append>());
        using var stop = new CancellationTokenSource();
        var progress = new SemaphoreSlim(0);
        var writers = Enumerable.Range(0, 16)
            .Select(x => Task.Run(() => WriteAsync(open, x, acknowledged, refused, progress, stop.Token), Cancellation)).ToList();

        for (var kill = 0; kill < 3; kill++)
        {
            await ProgressAsync(progress, 150 + 40 * kill);
            await server.Kill9Async();
            await server.StartAsync();
        }
        await ProgressAsync(progress, 150);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        await JournalCheck.HoldsAsync(open, acknowledged, refused, Cancellation);
    }

    private static async Task ProgressAsync(SemaphoreSlim progress, int count)
    {
        while (count-- > 0)
            await progress.WaitAsync(Cancellation);
    }

    private static async Task WriteAsync(
        IJournal journal, int writer, ConcurrentQueue<Acknowledged> acknowledged, ConcurrentQueue<Append> refused, SemaphoreSlim progress,
        CancellationToken stop)
    {
        var (stream, version) = (Sample.NewStream(), 0);
        while (!stop.IsCancellationRequested)
        {
            var append = Sample.Append(stream, version, events: 1 + writer % 3);
            try
            {
                var result = await journal.AppendAsync(append, CancellationToken.None);
                version = result.CurrentVersion;
                if (result.Status != AppendStatus.Written)
                    continue;
                acknowledged.Enqueue(Acknowledged.Of(append, result));
                progress.Release();
            }
            catch (Exception e) when (e is JournalUnavailableException or JournalOverloadedException)
            {
                refused.Enqueue(append);
            }
            catch (OutcomeUnknownException)
            {
                // Neither acknowledged nor refused: the next append learns the version.
            }
        }
    }

    private static (AppendStatus, int) Of(AppendResult result) => (result.Status, result.CurrentVersion);

    private Task<AppendResult> AppendAsync(Append append) => Journal.AppendAsync(append, Cancellation).AsTask();

    private async Task HoldsAsync(IEnumerable<Acknowledged> acknowledged) =>
        await JournalCheck.HoldsAsync(Journal, acknowledged, [], Cancellation);
}
