using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrderGrains.Testing;

/// <summary>The built program as a process of its own, which can be killed.</summary>
public sealed class ServerProcess : RunningServer
{
    private const int SIGTERM = 15;
    private const int SIGCONT = 18;
    private const int SIGSTOP = 19;
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "OrderGrains.Server.dll");

    private readonly Process process;
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
        foreach (var (key, value) in Patience)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        // A process that lives for seconds never gets back what it costs to measure how its code may be optimised.
        start.Environment["DOTNET_TieredPGO"] = "0";
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Tell(line.Data, Hear);
        process.ErrorDataReceived += (_, line) => Tell(line.Data, HearError);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        exited = ExitAsync();
    }

    public override Task<int> Exited => exited;

    /// <summary>Starts the program.</summary>
    /// <param name="environment">Such as Development.</param>
    /// <param name="directory">The current directory of the process.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="heard">Told of every line that the process writes.</param>
    public static ServerProcess Start(string environment, string directory, IEnumerable<string> args, Action<string>? heard = null) =>
        new(environment, directory, args, heard);

    /// <summary>Ends the process as a crash does.</summary>
    public Task Kill9Async()
    {
        process.Kill();
        return exited;
    }

    public override Task<int> StopAsync()
    {
        Signal(SIGTERM);
        return exited;
    }

    /// <summary>Freezes the process: it holds what it has, and does nothing.</summary>
    public void Freeze() => Signal(SIGSTOP);

    /// <summary>Lets the process go on where it was frozen.</summary>
    public void Thaw() => Signal(SIGCONT);

    public override async ValueTask DisposeAsync()
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

    private void Tell(string? line, Action<string> hear)
    {
        if (line is null)
            return;
        hear(line);
        heard?.Invoke(line);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
