using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using OrderGrains.Benchmarks.Load;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>Writes what was measured as a section of Markdown, readable on the console as it is.</summary>
internal static class Report
{
    public static void Heading(string title, Arena arena, string[] notes)
    {
        Console.WriteLine();
        Console.WriteLine($"## {title}");
        Console.WriteLine();
        Console.WriteLine(
            Invariant($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, commit {Repository.Commit()}, {Repository.Machine()}, "
                + $"PostgreSQL {arena.PostgresVersion}."));
        Console.WriteLine(
            $"Load average at the start {arena.LoadAtStart}, at the end {Repository.LoadAverage()}. Command: "
                + $"`{string.Join(' ', Environment.GetCommandLineArgs()[1..])}`.");
        foreach (var note in notes)
            Console.WriteLine(note);
        Console.WriteLine();
    }

    /// <summary>How it was measured.</summary>
    public static string Turns(Arena arena, Options options) => Invariant(
        $"{arena.Clients} clients in a closed loop; each warmed {options.Seconds("warm", 20)} s, then {options.Number("windows", 4)} "
            + $"windows of {options.Seconds("window", 8)} s by turns; median (least–most).");

    /// <summary>A table whose columns line up.</summary>
    public static void Table(params string[][] rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(x => x[i].Length)).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            Console.WriteLine(Line(rows[i], widths, ' '));
            if (i == 0)
                Console.WriteLine(Line([.. widths.Select(x => new string('-', x))], widths, '-'));
        }
        Console.WriteLine();
    }

    /// <summary>An interpolated text; the program runs without cultures, so that its numbers are written alike everywhere.</summary>
    public static string Invariant(ref DefaultInterpolatedStringHandler text) => text.ToStringAndClear();

    /// <summary>Orders (or answers) a second.</summary>
    public static double Rate(Contestant contestant, LoadResult window) => window.Requests * contestant.PerRequest / window.Seconds;

    /// <summary>CPU seconds of a process group for 1,000 orders.</summary>
    public static double Cpu(Contestant contestant, LoadResult window, string group) =>
        window.Cpu.Where(x => x.Key.StartsWith(group, StringComparison.Ordinal))
            .Sum(x => x.Value) * 1000 / Math.Max(1, window.Requests * contestant.PerRequest);

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median and the spread.</summary>
    public static string Spread(IEnumerable<double> values, string format)
    {
        double[] all = [.. values];
        return string.Create(
            CultureInfo.InvariantCulture, $"{Text(Median(all), format)} ({Text(all.Min(), format)}–{Text(all.Max(), format)})");
    }

    public static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A row for each contestant: rate, CPU by process, latencies.</summary>
    public static void Closed(IEnumerable<Contestant> contestants, string unit) => Table(
    [
        ["", $"{unit}/s", "CPU s/1,000", "server", "PostgreSQL", "load generator", "p50 ms", "p99 ms", "log KB", "then s", "then CPU",
            "server RSS MB", "failures"],
        .. contestants.Select(c => new[]
        {
            c.Name,
            Spread(c.Windows.Select(x => Rate(c, x)), "#,0"),
            Spread(c.Windows.Select(x => Cpu(c, x, "server") + Cpu(c, x, "postgres")), "0.000"),
            Text(Median(c.Windows.Select(x => Cpu(c, x, "server"))), "0.000"),
            Text(Median(c.Windows.Select(x => Cpu(c, x, "postgres"))), "0.000"),
            Text(Median(c.Windows.Select(x => Cpu(c, x, "load"))), "0.000"),
            Text(Median(c.Windows.Select(x => x.P50)), "0.0"),
            Text(Median(c.Windows.Select(x => x.P99)), "0.0"),
            c.LogBytes.Count == 0 ? "" : Text(Median(c.LogBytes) / 1024, "0.0"),
            c.Afterwards.Count == 0 ? "" : Text(Median(c.Afterwards.Select(x => x.Seconds)), "0"),
            c.Afterwards.Count == 0 ? "" : Text(Median(c.Afterwards.Select(x => x.Cpu)), "0.000"),
            Text(CpuTimes.ResidentBytes(c.Server.Id) / 1048576.0, "0"),
            $"{c.Windows.Sum(x => x.Failures)}",
        }),
    ]);

    private static string Line(string[] cells, int[] widths, char fill)
    {
        var line = new StringBuilder("|");
        for (var i = 0; i < cells.Length; i++)
            line.Append(fill).Append(i == 0 ? cells[i].PadRight(widths[i]) : cells[i].PadLeft(widths[i])).Append(fill).Append('|');
        return line.ToString();
    }
}
