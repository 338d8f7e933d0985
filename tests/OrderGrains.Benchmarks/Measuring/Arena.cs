using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Testing;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>What is measured by turns: requests against a server.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Server">The server's process.</param>
/// <param name="Requests">The requests.</param>
/// <param name="PerRequest">How many orders a request carries, or 1.</param>
internal sealed record Contestant(string Name, ServerProcess Server, RequestSet Requests, int PerRequest = 1)
{
    /// <summary>Servers of the same cluster that share the requests.</summary>
    public IReadOnlyList<ServerProcess> Others { get; init; } = [];
    public List<LoadResult> Windows { get; } = [];
    /// <summary>How many bytes of PostgreSQL's log an order cost, run by run; the first change of a page after a checkpoint writes all of
    /// it.</summary>
    public List<double> LogBytes { get; } = [];
    /// <summary>How long the server went on working when the load had ended, and the CPU seconds of that for 1,000 orders, run by
    /// run.</summary>
    public List<(double Seconds, double Cpu)> Afterwards { get; } = [];
}

/// <summary>One PostgreSQL cluster, one load generator, the servers, and a directory for what is made on the way. All of it is gone at the
/// end.</summary>
internal sealed class Arena : IAsyncDisposable
{
    private const double Ramp = 1;
    private const double QuietCpu = 0.02;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), LongestWork = TimeSpan.FromMinutes(5);
    private const long ReferencesPerContestant = 10_000_000_000;
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("ordergrains-bench-");
    private readonly List<ServerProcess> servers = [];
    private readonly Dictionary<string, long> references = [];
    private readonly PostgresServer postgres;
    private readonly LoadProcess load = LoadProcess.Start();
    private readonly Options options;
    private ProcessGroup? postmaster;                                   // not null once the arena is open

    private Arena(PostgresServer postgres, Options options) => (this.postgres, this.options) = (postgres, options);

    public string LoadAtStart { get; } = Repository.LoadAverage();
    public int Clients => options.Number("clients", 64);
    public string PostgresVersion { get; private set; } = "";

    public static async Task<Arena> OpenAsync(Options options)
    {
        var arena = new Arena(await PostgresServer.CreateAsync("max_connections=200"), options);
        await using var connection = new NpgsqlConnection(arena.postgres.ConnectionString());
        await connection.OpenAsync();
        arena.PostgresVersion = connection.PostgreSqlVersion.ToString();
        arena.postmaster = new("postgres", CpuTimes.Parent(connection.ProcessID), WithChildren: true);
        return arena;
    }

    /// <summary>Starts the baseline on a database of its own.</summary>
    /// <param name="variant">Options for it, to compare one way of running it with another.</param>
    public async Task<ServerProcess> StartBaselineAsync(string variant = "")
    {
        string[] arguments = ["baseline", "--connection", await postgres.CreateDatabaseAsync(),
            .. variant.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return Keep(
            await ServerProcess.StartAsync("baseline", typeof(Arena).Assembly.Location, arguments, new Dictionary<string, string>()));
    }

    /// <summary>Starts the product on a database of its own and returns a platform's token with it.</summary>
    /// <param name="settings">Environment variables for it.</param>
    public async Task<(ServerProcess Server, string Token)> StartProductAsync(Dictionary<string, string>? settings = null)
    {
        var token = await Product.TokenAsync(options, directory.FullName);
        return (Keep(await Product.StartAsync(options, await postgres.CreateDatabaseAsync(), directory.FullName, settings)), token);
    }

    /// <summary>Starts one more server on a database, to be ended with the arena.</summary>
    public async Task<ServerProcess> StartProductAsync(string database, Dictionary<string, string>? settings = null) =>
        Keep(await Product.StartAsync(options, database, directory.FullName, settings));

    public Task<string> CreateDatabaseAsync() => postgres.CreateDatabaseAsync();

    /// <summary>Copies a database that nobody is connected to.</summary>
    public Task<string> CopyDatabaseAsync(string connection)
    {
        NpgsqlConnection.ClearAllPools();
        // Every database of an arena has its name.
        return postgres.CreateDatabaseAsync(new NpgsqlConnectionStringBuilder(connection).Database!);
    }

    public ProcessGroup Postmaster => postmaster!;
    public string WorkingDirectory => directory.FullName;

    /// <summary>Renders requests for the load generator, with references of their own.</summary>
    public RequestSet Render(string name, IEnumerable<RequestTemplate> requests, string expected, int times, string? forbidden)
    {
        var file = Path.Combine(directory.FullName, name.Replace(' ', '-') + ".requests");
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes([.. requests], LoadJson.Default.RequestTemplateArray));
        references[file] = 1 + references.Count * ReferencesPerContestant;
        return new(file, 0, expected, times, forbidden);
    }

    /// <summary>Renders submissions of one order a request.</summary>
    public RequestSet Submissions(string name, IEnumerable<RequestTemplate> requests) =>
        Render(name, requests, Product.Number, 1, Product.Error);

    /// <summary>Warms every contestant, then measures them by turns, every other round backwards.</summary>
    public async Task RunByTurnsAsync(IReadOnlyList<Contestant> contestants)
    {
        foreach (var contestant in contestants)
            await RunAsync(contestant, 0, options.Seconds("warm", 20));
        for (var round = 0; round < options.Number("windows", 4); round++)
            foreach (var contestant in round % 2 == 0 ? contestants : contestants.Reverse())
                contestant.Windows.Add(await RunAsync(contestant, Ramp, options.Seconds("window", 8)));
    }

    /// <summary>One window of load on one contestant, after a checkpoint.</summary>
    /// <param name="contestant">Whom.</param>
    /// <param name="warm">Seconds before it counts.</param>
    /// <param name="seconds">Seconds that count.</param>
    /// <param name="rate">Requests a second for an open loop; null for a closed one.</param>
    /// <param name="clients">How many clients, where they are not as many as usual.</param>
    /// <param name="isOverload">Whether refusals for want of room are no failures, and what is put off under load is left for
    /// later.</param>
    public async Task<LoadResult> RunAsync(
        Contestant contestant, double warm, double seconds, double? rate = null, int? clients = null, bool isOverload = false)
    {
        var begin = await CheckpointAsync();
        var result = await load.RunAsync(new()
        {
            Ports = [contestant.Server.Port, .. contestant.Others.Select(x => x.Port)],
            Requests = contestant.Requests with { FirstReference = references[contestant.Requests.File] },
            Clients = clients ?? Clients,
            MayRefuse = isOverload,
            Warm = warm,
            Seconds = seconds,
            Rate = rate,
            Processes = [contestant.Server.Group with { Name = "server" }, postmaster!,
                .. contestant.Others.Select((x, i) => x.Group with { Name = $"server {i + 2}" })],
        });
        references[contestant.Requests.File] += result.References;
        if (!isOverload)
        {
            var afterwards = await WorkedOffAsync(contestant);
            contestant.Afterwards.Add((afterwards.Seconds, afterwards.Cpu * 1000 / Math.Max(1, result.References)));
        }
        if (seconds > 0 && result.References > 0)
            contestant.LogBytes.Add((double)(await LogPositionAsync() - begin) / result.References);
        if (result.Failures > 0)
            Console.WriteLine(
                $"! {contestant.Name}: {result.Failures} failures, the first: {result.FirstFailure}\n{contestant.Server.Log()}");
        return result;
    }

    // What a server puts off under load is neither forgotten nor left to the next one's window.
    private async Task<(double Seconds, double Cpu)> WorkedOffAsync(Contestant contestant)
    {
        ProcessGroup[] groups = [contestant.Server.Group with { Name = "server" }, Postmaster];
        var (began, before) = (Stopwatch.StartNew(), CpuTimes.Read(groups));
        var last = before;
        while (began.Elapsed < LongestWork)
        {
            await Task.Delay(Look, TimeProvider.System);
            var now = CpuTimes.Read(groups);
            var isQuiet = now.Since(last)["server"] < QuietCpu * Look.TotalSeconds;
            last = now;
            if (isQuiet)
                break;
        }
        var cpu = last.Since(before);
        return (began.Elapsed.TotalSeconds - Look.TotalSeconds, cpu["server"] + cpu["postgres"]);
    }

    public async ValueTask DisposeAsync()
    {
        load.Dispose();
        foreach (var server in servers)
            await server.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await postgres.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private ServerProcess Keep(ServerProcess server)
    {
        servers.Add(server);
        return server;
    }

    private async Task<long> CheckpointAsync()
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString());
        await connection.OpenAsync();
        await using var checkpoint = new NpgsqlCommand("checkpoint", connection);
        await checkpoint.ExecuteNonQueryAsync();
        return await LogPositionAsync();
    }

    private async Task<long> LogPositionAsync()
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString());
        await connection.OpenAsync();
        await using var position = new NpgsqlCommand("select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint", connection);
        return (long)(await position.ExecuteScalarAsync())!;        // not null: a function of no argument
    }
}
