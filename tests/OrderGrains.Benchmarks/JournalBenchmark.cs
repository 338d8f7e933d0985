using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;
using OrderGrains.Journal;

namespace OrderGrains.Benchmarks;

/// <summary>The journal alone, in this process: creating commands of one event of about 1.6 KB, without a row, on both backends, by batch
/// size and batches in flight.</summary>
internal static class JournalBenchmark
{
    private const double Warm = 2;
    private static readonly int[] BatchSizes = [1, 10, 30, 100];
    private static readonly int[] InFlight = [1, 2, 3, 4, 5, 6];

    public static async Task<int> RunAsync(Options options)
    {
        var only = options.Text("only", "postgres,sqlite").Split(',');
        await using var arena = await Arena.OpenAsync(options);
        List<string[]> rows = [["", "batch", "in flight", "commands/s", "CPU s/1,000", "this process", "PostgreSQL", "p50 ms", "p99 ms"]];
        if (only.Contains("postgres"))
            foreach (var lanes in InFlight)
                foreach (var batch in BatchSizes)
                    rows.Add(await PostgresAsync(arena, options, batch, lanes));
        if (only.Contains("sqlite"))
            foreach (var batch in BatchSizes)
                rows.Add(await SqliteAsync(arena, options, batch));
        Report.Heading("The journal alone", arena,
            [Report.Invariant(
                $"Each {Warm} s warm, then {options.Seconds("window", 4)} s; hash, encoding and waiting included; one event of 1.6 KB a "
                    + $"command, no row. One batch in flight a lane; twice as many commands wait as fit into the batches.")]);
        Report.Table([.. rows]);
        return 0;
    }

    private static async Task<string[]> PostgresAsync(Arena arena, Options options, int batch, int lanes)
    {
        var database = await arena.CreateDatabaseAsync();
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await DatabaseSchema.OpenAsync(connection, [JournalSchema.Component], CancellationToken.None);
        }
        await using var journal = await PostgresJournal.OpenAsync(
            database, Bounds(batch, lanes), [], TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return await MeasureAsync("PostgreSQL", journal, arena, options, batch, lanes);
    }

    private static async Task<string[]> SqliteAsync(Arena arena, Options options, int batch)
    {
        using var directory = SqliteDirectory.Take(Path.Combine(arena.WorkingDirectory, $"sqlite-{batch}"));
        await using var journal = await SqliteJournal.OpenAsync(
            directory, [JournalSchema.Component], null, Bounds(batch, 1), TimeProvider.System, NullLoggerFactory.Instance,
            CancellationToken.None);
        return await MeasureAsync("SQLite", journal, arena, options, batch, 1);
    }

    private static JournalOptions Bounds(int batch, int lanes) =>
        new() { BatchCommands = batch, Lanes = lanes, WaitingAge = TimeSpan.FromSeconds(10) };

    private static async Task<string[]> MeasureAsync(string name, IJournal journal, Arena arena, Options options, int batch, int lanes)
    {
        var window = new Window(journal, $"{name}/{batch}/{lanes}");
        var writers = Enumerable.Range(0, 2 * batch * lanes).Select(x => Task.Run(() => window.WriteAsync(x))).ToArray();
        using (var warm = new PeriodicTimer(TimeSpan.FromSeconds(Warm)))
            await warm.WaitForNextTickAsync();
        var before = CpuTimes.Read([arena.Postmaster]);
        var begin = Stopwatch.GetTimestamp();
        window.Counting = true;
        using (var measured = new PeriodicTimer(TimeSpan.FromSeconds(options.Seconds("window", 4))))
            await measured.WaitForNextTickAsync();
        window.Counting = false;
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var cpu = CpuTimes.Read([arena.Postmaster]).Since(before);
        window.Ended = true;
        await Task.WhenAll(writers);
        double Cpu(string process) => cpu[process] * 1000 / Math.Max(1, window.Commands);
        return
        [
            name, $"{batch}", $"{lanes}", Report.Text(window.Commands / seconds, "#,0"),
            Report.Text(Cpu("load") + Cpu("postgres"), "0.000"), Report.Text(Cpu("load"), "0.000"),
            Report.Text(Cpu("postgres"), "0.000"), Report.Text(window.Latencies.Milliseconds(.5), "0.0"),
            Report.Text(window.Latencies.Milliseconds(.99), "0.0"),
        ];
    }

    /// <summary>Writers that each wait for their append before the next one, and what they count.</summary>
    private sealed class Window(IJournal journal, string name)
    {
        private static readonly byte[] Payload = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 1_500)}}"}""");
        private static readonly byte[] Facts = Encoding.UTF8.GetBytes(
            """{"before":null,"after":{"status":"RECEIVED","type":"STAFF_TRAINING","""
            + "\"platform\":\"web\",\"region\":\"CN\",\"currency\":\"CNY\",\"month\":\"2026-01\"}}");
        private readonly Lock gate = new();

        public LatencyHistogram Latencies { get; } = new();
        public long Commands { get; private set; }
        public bool Counting { get; set; }
        public bool Ended { get; set; }

        public async Task WriteAsync(int writer)
        {
            for (var i = 0; !Ended; i++)
            {
                var begin = Stopwatch.GetTimestamp();
                var result = await journal.AppendAsync(Command($"{name}/{writer}/{i}"), CancellationToken.None);
                if (result.Status != AppendStatus.Written)
                    throw new InvalidOperationException($"An append ended with {result.Status}.");
                Count(Stopwatch.GetElapsedTime(begin));
            }
        }

        private void Count(TimeSpan latency)
        {
            if (!Counting)
                return;
            lock (gate)
            {
                Commands++;
                Latencies.Record((long)latency.TotalNanoseconds);
            }
        }

        private static Append Command(string identity)
        {
            var fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes(identity));
            var stream = new StreamId(new Guid(fingerprint.AsSpan(0, 16)));
            var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            var hash = new byte[SHA256.HashSizeInBytes];
            var e = new NewEvent("bench.written", 1, Guid.CreateVersion7(now), now, Payload, null, null, Facts, fingerprint, hash);
            HashChain.ComputeNext(HashChain.Start, stream, 1, e, hash);
            return new() { Stream = stream, ExpectedVersion = 0, Events = [e] };
        }
    }
}
