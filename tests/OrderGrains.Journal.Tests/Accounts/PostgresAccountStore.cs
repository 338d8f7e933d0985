using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderGrains.Testing;

namespace OrderGrains.Journal.Tests.Accounts;

/// <summary>Accounts on PostgreSQL, in their own database.</summary>
public sealed class PostgresAccountStore : AccountStore
{
    private readonly NpgsqlDataSource _database;

    private PostgresAccountStore(string connectionString) => _database = NpgsqlDataSource.Create(ConnectionString = connectionString);

    public string ConnectionString { get; }

    public static async Task<PostgresAccountStore> CreateAsync(PostgresServer server)
    {
        var store = new PostgresAccountStore(await server.CreateDatabaseAsync());
        await store.OpenAsync();
        return store;
    }

    public override async Task<DbConnection> ConnectAsync() => await _database.OpenConnectionAsync();

    public override async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _database.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        await using (var connection = await ConnectAsync())
            await DatabaseSchema.OpenAsync(
                connection, [JournalSchema.Component, AccountRows.Schema, KeyStore.Schema], CancellationToken.None);
        var journal =
            await PostgresJournal.OpenAsync(ConnectionString, new(), [Rows], Clock, NullLoggerFactory.Instance, CancellationToken.None);
        Use(journal, new PostgresKeyStore(_database, Clock));
    }

    private ValueTask CloseAsync() => ((PostgresJournal)Journal).DisposeAsync();
}
