using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace OrderGrains.Benchmarks.Load;

/// <summary>The load generator in a process of its own: a command a line on its input, a result a line on its output, until its input
/// ends.</summary>
internal sealed class LoadProcess : IDisposable
{
    private readonly Process process;

    private LoadProcess(Process process) => this.process = process;

    public static LoadProcess Start()
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(LoadProcess).Assembly.Location, "load"])
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredPGO"] = "0";
        // fully compiled at the first request: the generator is the same in every window
        start.Environment["DOTNET_TieredCompilation"] = "0";
        var process = Process.Start(start)!;
        Prefer(process);
        return new(process);
    }

    public async Task<LoadResult> RunAsync(LoadCommand command)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command, LoadJson.Default.LoadCommand));
        await process.StandardInput.FlushAsync();
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The load generator ended.");
        return JsonSerializer.Deserialize(line, LoadJson.Default.LoadResult)!;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    // Clients are on machines of their own: here they must not wait for a processor that what they measure has.
    private static void Prefer(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.High;
        }
        catch (Win32Exception)
        {
            Console.WriteLine(
                "! The load generator has no priority over the servers, since that is not permitted here: latencies contain its own "
                    + "waits.");
        }
    }

    /// <summary>The other side: runs commands until the input ends.</summary>
    public static void Serve()
    {
        var files = new Dictionary<string, RequestTemplate[]>();
        while (Console.ReadLine() is { } line)
        {
            var command = JsonSerializer.Deserialize(line, LoadJson.Default.LoadCommand)!;
            if (!files.TryGetValue(command.Requests.File, out var templates))
            {
                using var file = File.OpenRead(command.Requests.File);
                files[command.Requests.File] = templates = JsonSerializer.Deserialize(file, LoadJson.Default.RequestTemplateArray)!;
            }
            using var generator = new LoadGenerator(command, templates);
            Console.WriteLine(JsonSerializer.Serialize(generator.Run(), LoadJson.Default.LoadResult));
        }
    }
}
