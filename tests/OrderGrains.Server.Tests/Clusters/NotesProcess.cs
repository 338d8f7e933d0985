using System.Diagnostics;
using System.Globalization;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>A silo in a process of its own that writes 1, 2, 3 … into a grain's state, and says each number when it was acknowledged. It
/// can be killed at any moment.</summary>
internal sealed class NotesProcess : IAsyncDisposable
{
    public const string Verb = "write-notes";
    private readonly Process process;

    private NotesProcess(Process process) => this.process = process;

    public static NotesProcess Start(Store store)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "OrderGrains.Server.Tests");
        return new(Process.Start(new ProcessStartInfo(program, [Verb, .. store.Configuration]) { RedirectStandardOutput = true })!);
    }

    /// <summary>Waits until the number was acknowledged.</summary>
    public async Task AcknowledgedAsync(int number)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (int.Parse(line, CultureInfo.InvariantCulture) == number)
                return;
        }
        throw new InvalidOperationException("The process has ended.");
    }

    /// <summary>Ends the process as a crash does.</summary>
    /// <returns>The last number that it said.</returns>
    public async Task<int> Kill9Async()
    {
        process.Kill();
        var rest = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        return rest is [.., var last] ? int.Parse(last, CultureInfo.InvariantCulture) : 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await Kill9Async();
        process.Dispose();
    }

    /// <summary>The process itself.</summary>
    public static async Task<int> RunAsync(string[] configuration)
    {
        await using var silo = await NotesSilo.StartAsync(configuration);
        for (var number = 1; ; number++)
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            await silo.Note(1).WriteAsync(text);
            await Console.Out.WriteLineAsync(text);
        }
    }
}
