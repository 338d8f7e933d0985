using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Security;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A server with limits that are soon reached.</summary>
public sealed class ConformanceServer : IAsyncLifetime
{
    private readonly Store store = Store.OnSqlite();
    private DevelopmentTokens tokens = null!;   // set by InitializeAsync, before any test
    private ServerProcess process = null!;   // set by InitializeAsync, before any test

    /// <summary>Where it listens.</summary>
    public string Url => process.Url.ToString().TrimEnd('/');

    /// <summary>A token of a platform's machine client.</summary>
    public string Token(double hours = 12) => tokens.Issue(Roles.Platform, "client", platforms: ["*"], hours: hours);

    public async ValueTask InitializeAsync()
    {
        tokens = DevelopmentTokens.Open(new ConfigurationBuilder().AddCommandLine([.. store.Configuration]).Build(), TimeProvider.System);
        process = ServerProcess.Start("Development", store.Directory,
        [
            .. store.Configuration, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information", "--GraphQL:ConnectionInitTimeout=00:00:01",
            "--GraphQL:KeepAlive=00:00:01", "--GraphQL:MaxOperationsPerConnection=5", "--GraphQL:AllowedOrigins:0=https://console.example",
        ]);
        await process.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await store.DisposeAsync();
    }
}

/// <summary>The transports, checked with the suites and clients that others use.</summary>
public sealed class ConformanceScenarios(ConformanceServer server) : IClassFixture<ConformanceServer>
{
    private const double Short = 8 / 3600.0;   // eight seconds, for a connection that is opened first

    [Fact]
    public async Task All_audits_of_GraphQL_over_HTTP_pass() =>
        AssertAllPass(61, await NodeProcess.RunAsync("audits.mjs", $"{server.Url}/graphql", server.Token()));

    [Fact]
    public async Task Sockets_follow_the_protocol() =>
        AssertAllPass(41, await NodeProcess.RunAsync("sockets.mjs", server.Url, server.Token(), server.Token(Short)));

    [Fact]
    public async Task Event_streams_follow_the_protocol() =>
        AssertAllPass(17, await NodeProcess.RunAsync("events.mjs", server.Url, server.Token(), server.Token(Short)));

    // The number is compared too: a suite that runs fewer checks than it had would pass by saying nothing.
    private static void AssertAllPass(int checks, List<JsonObject> results)
    {
        Assert.Equal("", string.Join('\n', results.Where(result => (string?)result["status"] != "ok").Select(result => $"{result["id"]} {result["name"]}: {result["reason"]}")));
        Assert.Equal(checks, results.Count);
    }
}
