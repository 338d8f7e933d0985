using Microsoft.Extensions.Logging.Abstractions;
using OrderGrains.Testing;

namespace OrderGrains.Journal.Tests;

[Collection(PostgresCollection.Name)]
public sealed class PostgresStartTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    public async Task A_server_that_can_lose_acknowledged_commits_is_refused(string setting)
    {
        await using var careless = await PostgresServer.CreateAsync($"{setting}=off");
        await using var store = await PostgresStore.CreateAsync(careless);

        Assert.Equal(
            setting, (await Assert.ThrowsAsync<JournalConfigurationException>(() => store.OpenAsync(new JournalOptions()))).Setting);
    }

    [Fact]
    public async Task A_database_that_commits_asynchronously_is_refused_at_any_time()
    {
        await using var store = await PostgresStore.CreateAsync(postgres.Server);
        var journal = await store.OpenAsync(new JournalOptions());
        await using var closing = (IAsyncDisposable)journal;

        await store.ScalarAsync("do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$");

        Assert.Equal("synchronous_commit",
            (await Assert.ThrowsAsync<JournalConfigurationException>(() => store.OpenAsync(new JournalOptions()))).Setting);
        var late = await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
            await journal.AppendAsync(Sample.Append(Sample.NewStream()), Cancellation));
        Assert.IsType<JournalConfigurationException>(late.InnerException);
    }

    [Fact]
    public async Task A_missing_database_or_schema_is_refused()
    {
        foreach (var database in new[] { await postgres.Server.CreateDatabaseAsync(), postgres.Server.ConnectionString("nowhere") })
        {
            var refusal = await Assert.ThrowsAsync<JournalConfigurationException>(() =>
                PostgresJournal.OpenAsync(
                    database, new JournalOptions(), [], TimeProvider.System, NullLoggerFactory.Instance, Cancellation));
            Assert.Equal("ConnectionStrings:OrderGrains", refusal.Setting);
        }
    }

    [Fact]
    public async Task Invalid_options_are_refused_by_name()
    {
        await using var store = await PostgresStore.CreateAsync(postgres.Server);

        Assert.Equal("Journal:Lanes",
            (await Assert.ThrowsAsync<JournalConfigurationException>(() => store.OpenAsync(new JournalOptions { Lanes = 0 }))).Setting);
        Assert.Equal("Journal:BatchCommands",
            (await Assert.ThrowsAsync<JournalConfigurationException>(() =>
                store.OpenAsync(new JournalOptions { BatchCommands = 0 }))).Setting);
    }
}
