using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Testing;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>A server in a process of its own, on a free port of the loopback interface.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SIGTERM = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();

    private ServerProcess(string name, Process process, int port) => (Name, this.process, Port) = (name, process, port);

    public string Name { get; }
    public int Port { get; }
    public int Id => process.Id;
    /// <summary>From the start of the process to the first good answer of its readiness.</summary>
    public TimeSpan StartToReady { get; private set; }
    public ProcessGroup Group => new(Name, Id, WithChildren: false);

    /// <summary>Starts <c>dotnet dll arguments --urls …</c> and returns when it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(
        string name, string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? directory = null)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments, "--urls", $"http://127.0.0.1:{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        var begin = Stopwatch.GetTimestamp();
        var server = new ServerProcess(name, new() { StartInfo = start }, port);
        server.Run();
        await server.ReadyAsync();
        server.StartToReady = Stopwatch.GetElapsedTime(begin);
        return server;
    }

    /// <summary>Runs <c>dotnet dll arguments</c> to its end and returns the last line of its output.</summary>
    public static async Task<string> LastLineAsync(
        string dll, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string? directory = null)
    {
        var start = new ProcessStartInfo(
            "dotnet", [dll, .. arguments])
        { RedirectStandardOutput = true, WorkingDirectory = directory ?? "" };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text.TrimEnd().Split('\n')[^1].Trim()
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} failed: {text}");
    }

    /// <summary>Asks the server to stop, and ends it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            _ = Signal(Id, SIGTERM);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        process.Dispose();
    }

    /// <summary>The end of what the server wrote.</summary>
    public string Log() => string.Join('\n', output.TakeLast(20));

    private void Run()
    {
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        output.Enqueue(line.Data ?? "");
        if (output.Count > 200)
            output.TryDequeue(out _);
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{Port}") };
        using var glance = new PeriodicTimer(Glance);
        var begin = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(http))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begin) > Patience)
                throw new InvalidOperationException($"{Name} does not start:\n{Log()}");
            await glance.WaitForNextTickAsync();
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;                                               // not listening yet
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
