using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Configurations with which the server must not start: it says why in one line and exits with 1.</summary>
public sealed class StartRefusalTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Outside_development_an_issuer_of_tokens_is_needed()
    {
        await using var store = Store.OnSqlite();

        var said = await RefusedAsync("Production", store);

        Assert.Contains("Authentication:", said);
        Assert.False(Directory.Exists(Path.Combine(store.Directory, "store")), "The store was created.");
    }

    [Fact]
    public async Task A_second_server_on_the_same_files_is_refused()
    {
        await using var store = Store.OnSqlite();
        await using var first = ServerProcess.Start("Development", store.Directory, Serving(store));
        await first.ReadyAsync();

        Assert.Contains("in use", await RefusedAsync("Development", store));
    }

    [Fact]
    public async Task A_SQLite_schema_of_a_newer_program_is_refused()
    {
        await using var store = Store.OnSqlite();
        await using (var first = HostedServer.Start("Development", Serving(store)))
        {
            await first.ReadyAsync();
            Assert.Equal(0, await first.StopAsync());
        }
        await store.ExecuteAsync("insert into schema_version (component, version) values ('journal', 99)");

        Assert.Contains("version 99", await RefusedAsync("Development", store));
    }

    [Fact]
    public async Task A_PostgreSQL_database_that_holds_something_else_is_refused()
    {
        await using var store = await Store.OnPostgresAsync(await cluster.ServerAsync());
        await store.ExecuteAsync("create table event (id int)");

        Assert.Contains("schema", await RefusedAsync("Development", store));
    }

    [Fact]
    public async Task PostgreSQL_without_fsync_is_refused()
    {
        await using var careless = await PostgresServer.CreateAsync("fsync=off");
        await using var store = await Store.OnPostgresAsync(careless);

        Assert.Contains("fsync", await RefusedAsync("Development", store));
    }

    [Fact]
    public async Task An_unreachable_PostgreSQL_is_reported()
    {
        await using var store = Store.OnSqlite();

        var said = await RefusedAsync(
            "Development",
            store with
            {
                Configuration =
                ["--Storage:Provider=Postgres", "--ConnectionStrings:OrderGrains=Host=127.0.0.1;Port=1;Username=x"]
            });

        Assert.Contains("cannot be reached", said);
    }

    [Fact]
    public async Task A_missing_connection_string_is_named()
    {
        await using var store = Store.OnSqlite();

        var said = await RefusedAsync("Development", store with { Configuration = ["--Storage:Provider=Postgres"] });

        Assert.Contains("ConnectionStrings:OrderGrains", said);
    }

    [Theory]
    [InlineData("--Deadlines:Review=soon", "Deadlines:Review")]
    [InlineData("--Deadlines:SecondWarning=40", "Deadlines:SecondWarning")]
    [InlineData("--Deadlines:Exceptions:0:Task=Review", "Deadlines:Exceptions:0")]
    [InlineData("--Assignment:RequiredSkills:TAX_AGENCY:0=TAX", "Assignment:RequiredSkills:TAX_AGENCY")]
    [InlineData("--Company:Calendar:Hours:0=9-12", "Company:Calendar:Hours")]
    [InlineData("--Company:Calendar:Holidays:0=2026-10-07/2026-10-01", "Company:Calendar:Holidays")]
    [InlineData("--Journal:Lanes=0", "Journal:Lanes")]
    [InlineData("--Journal:WaitingAge=soon", "Journal:WaitingAge")]
    [InlineData("--Storage:Partitions=0", "Storage:Partitions")]
    [InlineData("--GraphQL:MaxDepth=0", "GraphQL:MaxDepth")]
    [InlineData("--Orleans:AdvertisedAddress=0.0.0.0", "Orleans:AdvertisedAddress")]
    public async Task An_impossible_setting_is_named(string setting, string name)
    {
        await using var store = Store.OnSqlite();

        Assert.Contains(name, await RefusedAsync("Development", store with { Configuration = [.. store.Configuration, setting] }));
    }

    private static string[] Serving(Store store) =>
        [.. store.Configuration, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];

    private static async Task<string> RefusedAsync(string environment, Store store)
    {
        await using var server = HostedServer.Start(environment, Serving(store));
        Assert.Equal(1, await server.Exited);
        Assert.DoesNotContain("   at ", server.Output + server.Error);
        var line = Assert.Single(server.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("ordergrains: ", line);
        return line;
    }
}
