using Npgsql;
using OrderGrains.Testing;

namespace OrderGrains.Journal.Tests;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task The_test_cluster_is_durable_and_survives_a_kill()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await PostgresServer.CreateAsync();
        var connectionString = await server.CreateDatabaseAsync() + ";Pooling=false";
        await ExecuteAsync("create table t (x int); insert into t values (7)");

        await server.Kill9Async();
        await server.StartAsync();

        Assert.Equal(7, await ExecuteAsync("select x from t"));
        Assert.Equal("on", await ExecuteAsync("show fsync"));

        await server.StopAsync(immediate: true);
        await Assert.ThrowsAsync<NpgsqlException>(() => ExecuteAsync("select 1"));

        async Task<object?> ExecuteAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync(cancellation);
        }
    }
}
