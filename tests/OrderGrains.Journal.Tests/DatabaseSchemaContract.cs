using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OrderGrains.Journal.Tests;

/// <summary>The contract of schemas on every database.</summary>
public abstract class DatabaseSchemaContract : IAsyncLifetime
{
    private const string First = "create table thing (id integer)";
    private const string Second = "alter table thing add column name text";
    private static readonly SchemaComponent One = new("things", [First], [First]);
    private static readonly SchemaComponent Two = new("things", [First, Second], [First, Second]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<DbConnection> ConnectAsync();

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task The_first_of_several_servers_creates_the_tables()
    {
        await Task.WhenAll(Enumerable.Range(0, 5)
            .Select(_ => Task.Run(() => UseAsync(connection => DatabaseSchema.OpenAsync(connection, [Two], Cancellation)))));

        Assert.Equal(2L, await ScalarAsync("select count(*) from schema_version where component = 'things'"));
        Assert.Equal(0L, await ScalarAsync("select count(name) from thing"));
    }

    [Fact]
    public async Task An_older_schema_is_refused_until_it_is_migrated()
    {
        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [One], Cancellation));

        var refusal = await Assert.ThrowsAsync<SchemaRefusedException>(() =>
            UseAsync(connection => DatabaseSchema.OpenAsync(connection, [Two], Cancellation)));
        Assert.Contains("migrate", refusal.Message, StringComparison.Ordinal);

        Assert.Equal(1, await MigrateAsync(Two));
        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [Two], Cancellation));
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [Two], Cancellation));

        await Assert.ThrowsAsync<SchemaRefusedException>(() =>
            UseAsync(connection => DatabaseSchema.OpenAsync(connection, [One], Cancellation)));
        await Assert.ThrowsAsync<SchemaRefusedException>(() => MigrateAsync(One));
    }

    [Fact]
    public async Task Tables_of_another_program_are_refused()
    {
        await ScalarAsync("create table thing (other integer)");

        await Assert.ThrowsAsync<SchemaRefusedException>(() =>
            UseAsync(connection => DatabaseSchema.OpenAsync(connection, [One], Cancellation)));
    }

    [Fact]
    public async Task Migrating_again_finds_nothing_to_do()
    {
        Assert.Equal(2, await MigrateAsync(Two));
        Assert.Equal(0, await MigrateAsync(Two));
    }

    [Fact]
    public async Task Concurrent_migrations_apply_each_script_once()
    {
        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [One], Cancellation));

        var applied = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => MigrateAsync(Two))));

        Assert.Equal(1, applied.Sum());
    }

    [Fact]
    public async Task A_failed_migration_changes_nothing()
    {
        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [One], Cancellation));
        const string bad = "insert into nowhere values (1)";

        await Assert.ThrowsAnyAsync<DbException>(() => MigrateAsync(new("things", [First, Second, bad], [First, Second, bad])));

        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [One], Cancellation));
    }

    [Fact]
    public async Task Components_opened_separately_can_share_a_database()
    {
        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [One], Cancellation));
        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [KeyStore.Schema], Cancellation));
        await UseAsync(connection => DatabaseSchema.OpenAsync(connection, [One, KeyStore.Schema], Cancellation));
    }

    private async Task<int> MigrateAsync(SchemaComponent component)
    {
        var applied = 0;
        await UseAsync(async connection => applied = await DatabaseSchema.MigrateAsync(connection, [component], null, Cancellation));
        return applied;
    }

    private async Task UseAsync(Func<DbConnection, Task> use)
    {
        await using var connection = await ConnectAsync();
        await use(connection);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Cancellation);
    }
}

public sealed class SqliteSchemaTests : DatabaseSchemaContract
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("ordergrains-schema-");

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _temporary.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_temporary.FullName, "journal.db")};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresSchemaTests(PostgresFixture postgres) : DatabaseSchemaContract
{
    private NpgsqlDataSource _database = null!; // Set before each test.

    public override async ValueTask InitializeAsync() => _database = NpgsqlDataSource.Create(await postgres.Server.CreateDatabaseAsync());

    public override ValueTask DisposeAsync() => _database.DisposeAsync();

    private protected override async Task<DbConnection> ConnectAsync() => await _database.OpenConnectionAsync();
}
