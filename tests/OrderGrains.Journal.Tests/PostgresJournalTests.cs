namespace OrderGrains.Journal.Tests;

[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalTests(PostgresFixture postgres) : JournalContract
{
    private protected override async Task<IJournalStore> CreateStoreAsync() => await PostgresStore.CreateAsync(postgres.Server);
}
