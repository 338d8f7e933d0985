using System.Diagnostics;

namespace OrderGrains.Benchmarks.Measuring;

/// <summary>The paths of the working copy that this program was built in, and what the machine is.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string Data(Options options) => options.Text("data", Path.Combine(Root, "tests", "data", "submissions.jsonl"));

    public static string ServerDll(Options options) =>
        options.Text("server", Path.Combine(Root, ".artifacts", "bin", "OrderGrains.Server", "release", "OrderGrains.Server.dll"));

    /// <summary>The commit, marked if the tree differs from it.</summary>
    public static string Commit() =>
        $"{Git("rev-parse", "--short", "HEAD")}{(Git("status", "--porcelain").Length > 0 ? " with changes" : "")}";

    public static string Machine() =>
        $"{Environment.ProcessorCount} cores ({CpuModel()}), Linux {Environment.OSVersion.Version}, .NET {Environment.Version}";

    public static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static string CpuModel() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(x => x.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? "unknown";

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "OrderGrains.sln")))
                return folder;
        throw new InvalidOperationException("This program is not inside its working copy.");
    }

    private static string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, .. arguments]) { RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return output;
    }
}
