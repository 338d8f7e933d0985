namespace OrderGrains.Journal.Tests;

public sealed class SqliteJournalTests : JournalContract
{
    private protected override Task<IJournalStore> CreateStoreAsync() => Task.FromResult<IJournalStore>(new SqliteStore());
}
