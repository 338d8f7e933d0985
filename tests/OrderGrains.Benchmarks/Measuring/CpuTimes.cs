using System.Globalization;
using OrderGrains.Benchmarks.Load;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>CPU seconds of process groups at one moment, user and system, from /proc.</summary>
internal sealed class CpuTimes
{
    // USER_HZ, the unit of /proc on every architecture that .NET runs on
    private const double TicksPerSecond = 100;
    private const int UserTime = 11;                                    // fields after the command's name: state is 0
    private const int ChildrenSystemTime = 14;

    private readonly Dictionary<string, double> seconds = [];

    public static CpuTimes Read(IEnumerable<ProcessGroup> groups)
    {
        var times = new CpuTimes { seconds = { ["load"] = Of(Environment.ProcessId, andReaped: false) } };
        foreach (var group in groups)
            times.seconds[group.Name] = Of(group.Id, andReaped: group.WithChildren)
                + (group.WithChildren ? Children(group.Id).Sum(x => Of(x, andReaped: true)) : 0);
        return times;
    }

    public Dictionary<string, double> Since(CpuTimes before) => seconds.ToDictionary(x => x.Key, x => x.Value - before.seconds[x.Key]);

    /// <summary>Resident memory in bytes.</summary>
    public static long ResidentBytes(int process) =>
        long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    /// <summary>The parent of a process.</summary>
    public static int Parent(int process) => int.Parse(Fields(process)[1], CultureInfo.InvariantCulture);

    private static IEnumerable<int> Children(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(x => int.Parse(x, CultureInfo.InvariantCulture));

    private static double Of(int process, bool andReaped)
    {
        try
        {
            return Fields(process)[UserTime..(andReaped ? ChildrenSystemTime + 1 : UserTime + 2)]
                .Sum(x => long.Parse(x, CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0;                                                   // ended since it was listed; its parent has its time
        }
    }

    private static string[] Fields(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }
}
