using System.Net;
using Microsoft.Extensions.Configuration;
using Npgsql;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Security;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>Several servers on one PostgreSQL database, as an operator runs them.</summary>
public sealed class ServerCluster : IAsyncDisposable
{
    private readonly Store store;
    private readonly string[] configuration;
    private readonly Dictionary<string, string> tokens = [];
    private readonly List<Member> members = [];

    private ServerCluster(Store store, string[] configuration)
    {
        (this.store, this.configuration) = (store, configuration);
        var issuer =
            DevelopmentTokens.Open(new ConfigurationBuilder().AddCommandLine([.. store.Configuration]).Build(), TimeProvider.System);
        tokens["PLATFORM"] = issuer.Issue(Roles.Platform, "client", platforms: ["*"]);
        tokens["ORDER_REVIEWER"] = issuer.Issue(Roles.OrderReviewer, "reviewer");
        tokens["ORDER_MANAGER"] = issuer.Issue(Roles.OrderManager, "manager");
    }

    /// <summary>The servers, in the order of their starting.</summary>
    public IReadOnlyList<Member> Members => members;

    /// <summary>The servers that are ready and were not ended, in the order of their starting.</summary>
    public IReadOnlyList<Member> Serving => [.. members.ToArray().Where(x => x.Process.IsReady && !x.Process.Exited.IsCompleted)];

    /// <summary>The database.</summary>
    public Store Store => store;

    /// <summary>A token of a role.</summary>
    public string Token(string role) => tokens[role];

    /// <summary>Starts servers at the same moment, on an empty database, and returns when all are ready.</summary>
    public static async Task<ServerCluster> StartAsync(PostgresCluster postgres, int servers) =>
        await StartAsync(await postgres.ServerAsync(), servers);

    /// <summary>Starts servers at the same moment, on an empty database, and returns when all are ready.</summary>
    /// <param name="postgres">Where the database is made.</param>
    /// <param name="servers">How many servers.</param>
    /// <param name="configuration">Arguments of each beside those of the database.</param>
    public static async Task<ServerCluster> StartAsync(PostgresServer postgres, int servers, params string[] configuration)
    {
        var cluster = new ServerCluster(await Store.OnPostgresAsync(postgres), configuration);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, servers).Select(_ => cluster.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more server, and returns when it is ready.</summary>
    /// <param name="configuration">Arguments beside those of the database.</param>
    public async Task<Member> StartAsync(params string[] configuration)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        string[] arguments = [.. store.Configuration, $"--urls={url}", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
            .. this.configuration, .. configuration];
        var member = new Member(url, ServerProcess.Start("Development", store.Directory, arguments), role =>
            new ApiClient(url, tokens[role]));
        members.Add(member);
        await member.Process.ReadyAsync();
        return member;
    }

    /// <summary>Starts a server that must be refused.</summary>
    /// <returns>Its output.</returns>
    public async Task<string> RefusedAsync(params string[] configuration)
    {
        await using var process =
            ServerProcess.Start("Development", store.Directory, [.. store.Configuration, "--urls=http://127.0.0.1:0", .. configuration]);
        Assert.Equal(1, await process.Exited);
        Assert.DoesNotContain("   at ", process.Output + process.Error);
        return Assert.Single(process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Runs the program's <c>verify</c>, which must find nothing.</summary>
    public async Task VerifyAsync()
    {
        await using var verify = ServerProcess.Start("Development", store.Directory, ["verify", .. store.Configuration]);
        Assert.True(await verify.Exited == 0, verify.Output + verify.Error);
    }

    /// <summary>The result of a statement that is sent to the database, bypassing the program.</summary>
    public async Task<object?> QueryAsync(string sql)
    {
        const string Setting = "--ConnectionStrings:OrderGrains=";
        var address = store.Configuration.Single(x => x.StartsWith(Setting, StringComparison.Ordinal))[Setting.Length..];
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in members)
            await member.Process.DisposeAsync();
        await store.DisposeAsync();
    }
}

/// <summary>One of the servers.</summary>
/// <param name="Url">Where it listens.</param>
/// <param name="Process">Its process.</param>
/// <param name="As">A client of it, by role.</param>
public sealed record Member(Uri Url, ServerProcess Process, Func<string, ApiClient> As)
{
    private static readonly HttpClient Http = new();

    /// <summary>The answer to the orchestrator.</summary>
    /// <param name="question">Such as <c>ready</c>.</param>
    public async Task<string> HealthAsync(string question)
    {
        using var answer = await Http.GetAsync(new Uri(Url, $"/health/{question}"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(
            text.StartsWith("not ", StringComparison.Ordinal) ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, answer.StatusCode);
        return text;
    }
}
