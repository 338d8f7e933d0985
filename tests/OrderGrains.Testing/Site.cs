using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Cli;
using OrderGrains.Server.Security;

namespace OrderGrains.Testing;

/// <summary>A store, the server on it, and the program's commands: what an operator has.</summary>
public abstract class Site : IAsyncLifetime
{
    private readonly Dictionary<string, string> tokens = [];
    private readonly SemaphoreSlim issuing = new(1);
    private int port;

    /// <summary>The store.</summary>
    public Store Store { get; private set; } = null!;   // set by InitializeAsync, before any test

    /// <summary>The server that runs now.</summary>
    public RunningServer Server { get; private set; } = null!;   // set by InitializeAsync, before any test

    /// <summary>Where the server listens, also after it was started again.</summary>
    public Uri Url => new($"http://127.0.0.1:{port}");

    public async ValueTask InitializeAsync()
    {
        Store = await CreateStoreAsync();
        port = FreePort.Find();
        await BeforeStartAsync();
        await StartAsync();
    }

    /// <summary>Prepares the store for the server that is about to start on it.</summary>
    protected virtual Task BeforeStartAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Store.DisposeAsync();
        issuing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the server, on its old port if it ran before.</summary>
    public Task StartAsync(params string[] configuration) =>
        UseAsync(HostedServer.Start("Development", [.. Arguments, .. configuration]));

    /// <summary>Starts the server as a process, which can be killed, on its old port if it ran before.</summary>
    public Task StartProcessAsync(params string[] configuration) =>
        UseAsync(ServerProcess.Start("Development", Store.Directory, [.. Arguments, .. configuration]));

    /// <summary>Stops the server, and starts it as a process, which can be killed.</summary>
    public async Task RestartAsProcessAsync(params string[] configuration)
    {
        await Server.StopAsync();
        await StartProcessAsync(configuration);
    }

    /// <summary>Ends the server as a crash does; it must be a process.</summary>
    public Task Kill9Async() => ((ServerProcess)Server).Kill9Async();

    /// <summary>Runs one of the program's commands to its end, in this process, since to start another costs more than most
    /// commands.</summary>
    public async Task<CommandRun> RunAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        string[] configuration = [.. Store.Configuration, "--environment=Development", "--hostBuilder:reloadConfigOnChange=false"];
        var exit = await CommandLine.RunAsync(
            [.. args, .. configuration], _ =>
                throw new InvalidOperationException("No server was asked for."), new Terminal(output, error, isWatched: false));
        return new(exit, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }

    /// <summary>Runs one of the program's commands to its end, as a process.</summary>
    /// <param name="args">The command and its options; the store's configuration is added.</param>
    /// <param name="heard">Told of every line that it writes.</param>
    public async Task<CommandRun> RunProcessAsync(string[] args, Action<string>? heard)
    {
        await using var command = ServerProcess.Start("Development", Store.Directory, [.. args, .. Store.Configuration], heard);
        return new(await command.Exited, command.Output, command.Error);
    }

    /// <summary>A token by the program's own command; one for each set of options.</summary>
    public async Task<string> TokenAsync(params string[] options)
    {
        await issuing.WaitAsync();
        try
        {
            var key = string.Join(' ', options);
            if (tokens.TryGetValue(key, out var known))
                return known;
            var run = await RunAsync(["token", .. options]);
            Assert.True(run.ExitCode == 0, run.Error);
            return tokens[key] = run.Output.Split('\n')[^1];
        }
        finally
        {
            issuing.Release();
        }
    }

    /// <summary>Imports the sample submissions, and returns the answers.</summary>
    public async Task<(List<JsonObject> Results, CommandRun Run)> ImportAsync(
        string name, Action<string>? heard = null, params string[] options)
    {
        var results = Path.Combine(Store.Directory, name);
        var token = await TokenAsync("--role", "PLATFORM", "--subject", "import", "--platform", "*");
        var run = await RunProcessAsync(
            ["import", SampleSubmissions.File, "--url", Url.ToString(), "--token", token, "--results", results, .. options], heard);
        Assert.True(run.ExitCode == 0, run.Error);
        return (SampleSubmissions.Read(results), run);
    }

    /// <summary>How many orders there are.</summary>
    public async Task<int> CountAsync()
    {
        var manager = await AsAsync("count", "ORDER_MANAGER");
        return (int)(await manager.QueryAsync("{ orders(first: 1) { totalCount } }"))["orders"]!["totalCount"]!;
    }

    /// <summary>Where the site's key for tokens is.</summary>
    public IConfiguration Configuration =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Storage:Directory", Path.Combine(Store.Directory, "store"))]).Build();

    /// <summary>A caller whose token is signed with the site's key, without the program's help.</summary>
    public ApiClient As(Roles roles, string subject, CustomerId? customer = null, params string[] platforms) =>
        new(Url, DevelopmentTokens.Open(Configuration, TimeProvider.System)
            .Issue(roles, subject, platforms, customer?.ToString()))
        { TriesFirst = TriesFirst };

    /// <summary>A person with a role, or several separated by commas.</summary>
    public async Task<ApiClient> AsAsync(string subject, string roles) =>
        new(Url, await TokenAsync([.. roles.Split(',').SelectMany(x => new[] { "--role", x }), "--subject", subject]))
        {
            TriesFirst =
            TriesFirst
        };

    /// <summary>A platform's machine client.</summary>
    public async Task<ApiClient> AsPlatformAsync(string platform) =>
        new(Url, await TokenAsync("--role", "PLATFORM", "--subject", $"client-{platform}", "--platform", platform))
        {
            TriesFirst =
            TriesFirst
        };

    /// <summary>Whether its clients try every mutation first, and compare the dry run's answer with that of the call.</summary>
    protected virtual bool TriesFirst => false;

    protected abstract Task<Store> CreateStoreAsync();

    private string[] Arguments =>
        [.. Store.Configuration, $"--urls=http://127.0.0.1:{port}", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];

    private async Task UseAsync(RunningServer server)
    {
        Server = server;
        await server.ReadyAsync();
    }
}

/// <summary>How a command ended.</summary>
public sealed record CommandRun(int ExitCode, string Output, string Error);

/// <summary>A site on SQLite files.</summary>
public class SqliteSite : Site
{
    protected override Task<Store> CreateStoreAsync() => Task.FromResult(Store.OnSqlite());
}

/// <summary>A site on SQLite files that shows of all that is done on it that a dry run would have said so.</summary>
public sealed class TryingSite : SqliteSite
{
    protected override bool TriesFirst => true;
}

/// <summary>A site on PostgreSQL.</summary>
public sealed class PostgresSite(PostgresCluster cluster) : Site
{
    protected override async Task<Store> CreateStoreAsync() => (await Store.OnPostgresAsync(await cluster.ServerAsync())).ForOne();
}
