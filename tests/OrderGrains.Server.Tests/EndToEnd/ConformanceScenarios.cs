using Microsoft.Extensions.Configuration;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Security;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A server with limits that are soon reached.</summary>
public sealed class ConformanceServer : IAsyncLifetime
{
    private readonly Store store = Store.OnSqlite();
    private DevelopmentTokens tokens = null!;   // set by InitializeAsync, before any test
    private HostedServer running = null!;   // set by InitializeAsync, before any test

    /// <summary>Where it listens.</summary>
    public string Url => running.Url.ToString().TrimEnd('/');

    /// <summary>A token of a platform's machine client.</summary>
    public string Token(double hours = 12) => tokens.Issue(Roles.Platform, "client", platforms: ["*"], hours: hours);

    /// <summary>A token with many roles.</summary>
    public string StaffToken() =>
        tokens.Issue(Roles.OrderReviewer | Roles.OrderManager | Roles.CustomerService | Roles.DepartmentHead, "staff");

    public async ValueTask InitializeAsync()
    {
        tokens = DevelopmentTokens.Open(new ConfigurationBuilder().AddCommandLine([.. store.Configuration]).Build(), TimeProvider.System);
        running = HostedServer.Start("Development",
        [
            .. store.Configuration, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
            "--GraphQL:ConnectionInitTimeout=00:00:05",
            "--GraphQL:KeepAlive=00:00:01", "--GraphQL:MaxOperationsPerConnection=5", "--GraphQL:AllowedOrigins:0=https://console.example",
        ]);
        await running.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await running.DisposeAsync();
        await store.DisposeAsync();
    }
}

/// <summary>The transports, checked with the suites and clients that others use.</summary>
public sealed class ConformanceScenarios(ConformanceServer server) : IClassFixture<ConformanceServer>
{
    private const double Short = 15 / 3600.0;   // fifteen seconds, for a connection that is opened first

    [Fact]
    public async Task All_audits_of_GraphQL_over_HTTP_pass() =>
        NodeProcess.AssertAllPass(61, await NodeProcess.RunAsync("audits.mjs", $"{server.Url}/graphql", server.Token()));

    [Fact]
    public async Task Sockets_follow_the_protocol() =>
        NodeProcess.AssertAllPass(41, await NodeProcess.RunAsync("sockets.mjs", server.Url, server.Token(), server.Token(Short)));

    [Fact]
    public async Task Event_streams_follow_the_protocol() =>
        NodeProcess.AssertAllPass(17, await NodeProcess.RunAsync("events.mjs", server.Url, server.Token(), server.Token(Short)));

    [Fact]
    public async Task Types_are_generated_from_the_schema_and_from_operations_and_compile() =>
        NodeProcess.AssertAllPass(2, await NodeProcess.RunAsync("types.mjs"));

    [Fact]
    public async Task Apollo_Client_queries_mutates_and_follows() =>
        NodeProcess.AssertAllPass(4, await NodeProcess.RunAsync("apollo.mjs", server.Url, server.Token()));
}
