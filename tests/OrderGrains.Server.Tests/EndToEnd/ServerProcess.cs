using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The built program as a process of its own: a server or a command. It ends with the test, however that ends.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int SIGTERM = 15;
    private const int SIGCONT = 18;
    private const int SIGSTOP = 19;
    private const string Listening = "Now listening on: ";
    private const string Ready = "Application started.";
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "OrderGrains.Server.dll");

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> error = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string>? heard;
    private readonly Task<int> exited;

    private ServerProcess(string environment, string directory, IEnumerable<string> args, Action<string>? heard)
    {
        this.heard = heard;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Program, .. args])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(x => x.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        // A test that waits asks again and again, and a crowd is there to be decided on, not to be refused at the door.
        // Nobody is too quick here: how many requests one person may send has tests of its own.
        (start.Environment["GraphQL__PersonRate"], start.Environment["GraphQL__PersonBurst"]) = ("1000000", "1000000");
        (start.Environment["GraphQL__RequestsAtOnce"], start.Environment["GraphQL__QueueAge"]) = ("2000", "00:00:05");
        // A process that lives for seconds never gets back what it costs to measure how its code may be optimised.
        start.Environment["DOTNET_TieredPGO"] = "0";
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data, output);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, error);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        exited = ExitAsync();
    }

    /// <summary>Where the server listens.</summary>
    public Uri Url => listening.Task.Result;

    /// <summary>Everything that was written so far.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Everything that was written to standard error so far.</summary>
    public string Error => string.Join('\n', error);

    /// <summary>The exit code, once the process is gone and everything that it wrote was read.</summary>
    public Task<int> Exited => exited;

    /// <summary>Whether the server has said that it has started.</summary>
    public bool IsReady => ready.Task.IsCompleted;

    /// <summary>Starts the program.</summary>
    /// <param name="environment">Such as Development.</param>
    /// <param name="directory">The current directory of the process.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="heard">Told of every line that the process writes.</param>
    public static ServerProcess Start(string environment, string directory, IEnumerable<string> args, Action<string>? heard = null) =>
        new(environment, directory, args, heard);

    /// <summary>Returns when the server has said that it has started.</summary>
    public async Task ReadyAsync()
    {
        if (await Task.WhenAny(ready.Task, exited) != ready.Task)
            throw new InvalidOperationException($"The server ended with {await exited} before it was ready:\n{Output}\n{Error}");
    }

    /// <summary>Ends the process as a crash does.</summary>
    public Task Kill9Async()
    {
        process.Kill();
        return exited;
    }

    /// <summary>Asks the process to end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync()
    {
        Signal(SIGTERM);
        return exited;
    }

    /// <summary>Freezes the process: it holds what it has, and does nothing.</summary>
    public void Freeze() => Signal(SIGSTOP);

    /// <summary>Lets the process go on where it was frozen.</summary>
    public void Thaw() => Signal(SIGCONT);

    public async ValueTask DisposeAsync()
    {
        if (!exited.IsCompleted)
            process.Kill();
        await exited;
        process.Dispose();
    }

    private void Signal(int signal)
    {
        if (Kill(process.Id, signal) != 0)
            throw new InvalidOperationException("The process is gone.");
    }

    private async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private void Hear(string? line, ConcurrentQueue<string> lines)
    {
        if (line is null)
            return;
        lines.Enqueue(line);
        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            listening.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
        if (line.Contains(Ready, StringComparison.Ordinal))
            ready.TrySetResult();
        heard?.Invoke(line);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
