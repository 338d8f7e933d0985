namespace OrderGrains.Journal.Tests;

[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalTests(PostgresFixture postgres) : JournalContract
{
    private protected override async Task<IJournalStore> CreateStoreAsync() => await PostgresStore.CreateAsync(postgres.Server);

    [Fact]
    public async Task A_follower_reads_events_that_other_processes_append()
    {
        await using var tail = Tail();
        var followers = Followers(tail);
        var (other, third) = (await Store.OpenAsync(new JournalOptions()), await Store.OpenAsync(new JournalOptions()));
        await using var closing = (IAsyncDisposable)other;
        await using var closingToo = (IAsyncDisposable)third;

        await Task.WhenAll(AppendManyAsync(Journal), AppendManyAsync(other), AppendManyAsync(third));

        await AssertWholeAsync(followers);
    }
}
