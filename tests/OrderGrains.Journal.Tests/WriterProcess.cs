using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OrderGrains.Journal.Tests;

/// <summary>
/// A process that appends to hot streams, on purpose with wrong versions and repeated keys. It writes down each acknowledged append and
/// fsyncs it before it goes on; then it prints a line. It can be killed at any moment.
/// </summary>
internal sealed class WriterProcess : IAsyncDisposable
{
    public const string Verb = "write-to-journal";
    private const int Workers = 8;
    private readonly Process process;

    private WriterProcess(Process process, string acknowledgements) => (this.process, Acknowledgements) = (process, acknowledgements);

    /// <summary>The file of acknowledged appends.</summary>
    public string Acknowledgements { get; }

    /// <summary>Starts a writer process.</summary>
    /// <param name="address">The store.</param>
    /// <param name="streams">The number of hot streams.</param>
    /// <param name="commands">The number of commands to try.</param>
    public static WriterProcess Start(string address, string directory, int seed, int streams, int commands)
    {
        var file = Path.Combine(directory, $"acknowledged-{seed}");
        string[] arguments =
            [Verb, address, file, .. new[] { seed, streams, commands }.Select(x => x.ToString(CultureInfo.InvariantCulture))];
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "OrderGrains.Journal.Tests"), arguments)
        { RedirectStandardOutput = true };
        return new WriterProcess(Process.Start(start)!, file);
    }

    /// <summary>Waits for this many further acknowledgements, or for the process to end.</summary>
    public async Task AcknowledgedAsync(int count, CancellationToken cancellation)
    {
        while (count-- > 0 && await process.StandardOutput.ReadLineAsync(cancellation) is not null)
        {
            // Each line is an acknowledgement.
        }
    }

    /// <summary>Waits until the process has finished.</summary>
    public async Task<int> EndedAsync(CancellationToken cancellation)
    {
        await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    /// <summary>Kills the process with SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        process.Kill();
        await process.WaitForExitAsync(cancellation);
    }

    public IReadOnlyList<Acknowledged> ReadAcknowledged()
    {
        if (!File.Exists(Acknowledgements))
            return [];
        var text = File.ReadAllText(Acknowledgements);
        var whole = text[..(text.LastIndexOf('\n') + 1)];           // A truncated line was not fsynced, so nobody relied on it.
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync(CancellationToken.None);
        process.Dispose();
    }

    /// <summary>Runs in the writer process.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var numbers = arguments[2..].Select(x => int.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        var (seed, streams, commands) = (numbers[0], numbers[1], numbers[2]);
        var journal = await JournalStores.OpenAsync(arguments[0], new JournalOptions());
        await using (var closing = (IAsyncDisposable)journal)
        {
            using var file = File.OpenHandle(arguments[1], FileMode.Create, FileAccess.Write);
            var acknowledge = new Acknowledger(file);
            var versions = new ConcurrentDictionary<StreamId, int>();
            var left = commands;
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
            {
                var random = new Random(seed * Workers + worker);
                while (Interlocked.Decrement(ref left) >= 0)
                    await AppendAsync(journal, random, streams, versions, acknowledge);
            })));
        }
        return 0;
    }

    private static async Task AppendAsync(
        IJournal journal, Random random, int streams, ConcurrentDictionary<StreamId, int> versions, Acknowledger acknowledge)
    {
        var stream = Sample.Stream($"hot {random.Next(streams)}");
        var wrongBy = random.Next(8) switch { 0 => 1, 1 => -1, _ => 0 };
        var key = random.Next(3) == 0 ? Sample.Key($"key {random.Next(50)}") : null;
        var append = Sample.Append(stream, Math.Max(0, versions.GetValueOrDefault(stream) + wrongBy), random.Next(1, 4), key, row: "row");
        try
        {
            var result = await journal.AppendAsync(append, CancellationToken.None);
            versions[stream] = result.CurrentVersion;
            if (result.Status == AppendStatus.Written)
                acknowledge.Write(Acknowledged.Of(append, result));
            // Not null: the key is known.
            else if (result.Status == AppendStatus.KeyKnown && !result.StoredFingerprint.AsSpan().SequenceEqual(key!.Fingerprint))
                throw new InvalidOperationException("A known key answered another fingerprint.");
        }
        catch (JournalOverloadedException)
        {
            await Task.Yield();         // Refused, not written: try the next one.
        }
    }

    private static Acknowledged Parse(string line)
    {
        var parts = line.Split(' ');
        return new Acknowledged(new StreamId(Guid.Parse(parts[0])), int.Parse(parts[1], CultureInfo.InvariantCulture), Guid.Parse(parts[2]),
            long.Parse(parts[3], CultureInfo.InvariantCulture));
    }

    private sealed class Acknowledger(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        private readonly Lock gate = new();
        private long end;

        public void Write(Acknowledged written)
        {
            var line = Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{written.Stream} {written.ExpectedVersion} {written.Command} {written.Position}\n"));
            lock (gate)
            {
                RandomAccess.Write(file, line, end);
                RandomAccess.FlushToDisk(file);
                end += line.Length;
                Console.Out.WriteLine("acknowledged");
            }
        }
    }
}
