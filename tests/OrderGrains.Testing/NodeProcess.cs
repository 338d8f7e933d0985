using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace OrderGrains.Testing;

/// <summary>A program of <c>tests/OrderGrains.Conformance</c>: clients and suites that others wrote, run by Node.js. It says what it has to
/// say in lines of JSON, and ends with the test.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../OrderGrains.Conformance"));
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(120);
    private readonly Process process;
    private readonly Channel<JsonObject> lines = Channel.CreateUnbounded<JsonObject>();
    private readonly List<string> noise = [];

    private NodeProcess(string program, string[] args)
    {
        process = new Process
        {
            StartInfo = new ProcessStartInfo("node", [program, .. args])
            {
                WorkingDirectory = Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a program.</summary>
    public static NodeProcess Start(string program, params string[] args) => new(program, args);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its lines.</returns>
    public static async Task<List<JsonObject>> RunAsync(string program, params string[] args)
    {
        await using var run = Start(program, args);
        await run.process.WaitForExitAsync();
        Assert.True(run.process.ExitCode == 0, string.Join('\n', run.noise));
        List<JsonObject> all = [];
        await foreach (var line in run.lines.Reader.ReadAllAsync())
            all.Add(line);
        return all;
    }

    /// <summary>All checks of a program passed; their number is compared too, since a suite that runs fewer than it had would pass by
    /// saying nothing.</summary>
    public static void AssertAllPass(int checks, List<JsonObject> results)
    {
        Assert.Equal("",
            string.Join('\n', results.Where(result => (string?)result["status"] != "ok")
                .Select(result => $"{result["id"]} {result["name"]}: {result["reason"]}")));
        Assert.Equal(checks, results.Count);
    }

    /// <summary>The next line that has a member; those before it are passed over.</summary>
    public async Task<JsonObject> NextAsync(string member)
    {
        try
        {
            while (true)
            {
                var line = await lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Generous);
                if (line.ContainsKey(member))
                    return line;
                Assert.False(line.ContainsKey("error") || line.ContainsKey("errors") || line.ContainsKey("complete"), line.ToJsonString());
            }
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"The program has ended:\n{string.Join('\n', noise)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            lines.Writer.TryComplete();
        else if (line.StartsWith('{'))
            lines.Writer.TryWrite(JsonNode.Parse(line)!.AsObject());
        else
            Note(line);
    }

    private void Note(string? line)
    {
        lock (noise)
            noise.Add(line ?? "");
    }

    private static string Here([CallerFilePath] string source = "") => source;
}
