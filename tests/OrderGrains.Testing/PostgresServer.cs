using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Npgsql;

namespace OrderGrains.Testing;

/// <summary>A real PostgreSQL cluster in a temporary directory: durable as by default, reachable on loopback only, gone with the test or
/// with the process that runs it.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // The shell ends the server when its standard input closes, which is when this process is gone, however it went.
    private const string Supervisor = """
        exec 3<&0; "$@" </dev/null & server=$!
        { read -r _ <&3; kill -QUIT $server; } & watcher=$!
        wait $server; code=$?; kill $watcher 2>/dev/null; exit $code
        """;
    private const string ReadyLine = "database system is ready to accept connections";
    private const int SIGKILL = 9;
    private const int SIGSTOP = 19;
    private static readonly string Binaries = FindBinaries();

    private readonly string directory;
    private readonly string[] settings;
    private readonly ConcurrentQueue<string> log = new();
    private Process? supervisor;
    private int databases;

    private PostgresServer(string directory, string[] settings) => (this.directory, this.settings) = (directory, settings);

    public int Port { get; private set; }
    public IEnumerable<string> Log => log;

    /// <summary>Creates a cluster and starts it.</summary>
    /// <param name="settings">Settings that differ from the defaults, such as <c>fsync=off</c>.</param>
    public static async Task<PostgresServer> CreateAsync(params string[] settings)
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("ordergrains-pg-").FullName, settings);
        try
        {
            if (IsRoot)
                await RunAsync("chown", "postgres", server.directory);
            await RunAsync(
                AsServerUser([Path.Combine(Binaries, "initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                    "--no-locale", "--no-sync"]));
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to connect; pooling is left as Npgsql has it.</summary>
    public string ConnectionString(string database = "postgres") =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Include Error Detail=true";

    /// <summary>Creates a database and returns how to connect to it.</summary>
    /// <param name="template">The database that it is a copy of; by default it is empty.</param>
    public async Task<string> CreateDatabaseAsync(string template = "template1")
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name} template {template}", connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Dumps a database as SQL that any client can execute.</summary>
    public async Task<string> DumpAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        string[] options = ["--no-owner", "--no-privileges", "--rows-per-insert=1000"];
        var dump = await RunAsync(
            [Path.Combine(Binaries, "pg_dump"), "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", .. options, database]);
        return string.Join('\n', dump.Split('\n').Where(line => !line.StartsWith('\\'))); // What psql alone understands is left out.
    }

    /// <summary>Starts the cluster, again on its old port if it ran before, and returns when it accepts connections.</summary>
    public async Task StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            if (attempt > 1 && Port != 0 && log.Any(x => x.Contains("Address already in use", StringComparison.Ordinal)))
                Port = 0;
            if (Port == 0)
                Port = FreePort.Find();
            if (await TryStartAsync())
                return;
            if (attempt == 10)
                throw new InvalidOperationException("PostgreSQL does not start: " + string.Join('\n', log.TakeLast(10)));
        }
    }

    /// <summary>Stops the cluster: clients are disconnected; with <paramref name="immediate"/> without a checkpoint, so that the next start
    /// recovers.</summary>
    public async Task StopAsync(bool immediate = false)
    {
        if (supervisor is not { } running)
            return;
        await RunAsync(AsServerUser([Path.Combine(Binaries, "pg_ctl"), "stop", "-D", Data, "-m", immediate ? "immediate" : "fast", "-w"]));
        await EndedAsync(running);
    }

    /// <summary>Kills the postmaster and its processes with SIGKILL, as a crash does.</summary>
    public async Task Kill9Async()
    {
        if (supervisor is not { } running)
            return;
        var postmaster = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());
        _ = Signal(postmaster, SIGSTOP);                                   // no new children while they are counted
        var children = (await File.ReadAllTextAsync($"/proc/{postmaster}/task/{postmaster}/children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _ = Signal(postmaster, SIGKILL);
        foreach (var child in children)
            _ = Signal(int.Parse(child), SIGKILL);
        await EndedAsync(running);
    }

    public async ValueTask DisposeAsync()
    {
        if (supervisor is { } running)
        {
            running.StandardInput.Close();
            await EndedAsync(running);
        }
        Directory.Delete(directory, recursive: true);
    }

    private string Data => Path.Combine(directory, "data");

    private static bool IsRoot => Environment.UserName == "root";

    private async Task<bool> TryStartAsync()
    {
        string[] server = [Path.Combine(Binaries, "postgres"), "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c",
            $"unix_socket_directories={directory}"];
        var command = AsServerUser([.. server, .. settings.SelectMany(x => new[] { "-c", x })]);
        var started =
            new Process
            {
                StartInfo =
                new("sh", ["-c", Supervisor, "sh", .. command]) { RedirectStandardInput = true, RedirectStandardError = true }
            };
        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        started.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                ready.TrySetResult(false);
                return;
            }
            log.Enqueue(line.Data);
            if (line.Data.Contains(ReadyLine, StringComparison.Ordinal))
                ready.TrySetResult(true);
        };
        started.Start();
        started.BeginErrorReadLine();
        supervisor = started;
        if (await ready.Task)
            return true;
        await EndedAsync(started);
        return false;
    }

    private async Task EndedAsync(Process running)
    {
        await running.WaitForExitAsync();
        running.Dispose();
        supervisor = null;
    }

    private static string FindBinaries()
    {
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("ORDERGRAINS_PG_BIN"),
            "/usr/lib/postgresql/15/bin",
            .. Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").Order().Reverse().Select(x => Path.Combine(x, "bin")) : [],
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'),
        ];
        return candidates.FirstOrDefault(x => x is not null && File.Exists(Path.Combine(x, "initdb")))
            ?? throw new InvalidOperationException(
                "PostgreSQL is not installed (initdb was not found; ORDERGRAINS_PG_BIN names its folder).");
    }

    // The server refuses to run as root.
    private static string[] AsServerUser(string[] command) =>
        IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command] : command;

    private static async Task<string> RunAsync(params string[] command)
    {
        using var process =
            Process.Start(new ProcessStartInfo(
                command[0], command[1..])
            { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(command[0])} failed: {texts[1]}{texts[0]}");
        return texts[0];
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
