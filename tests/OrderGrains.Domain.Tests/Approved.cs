using System.Runtime.CompilerServices;

namespace OrderGrains.Domain.Tests;

/// <summary>Approved texts: the files under <c>Approved</c>. With <c>APPROVE=1</c> in the environment a test writes its result into the
/// source folder, for the diff to be reviewed; texts of stored data are only added, never overwritten.</summary>
internal static class Approved
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Approved");

    private static string Source { get; } = Path.Combine(Path.GetDirectoryName(ThisFile()) ?? ".", "Approved");

    public static void Matches(string name, string actual, bool forEver = false)
    {
        var file = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1" && !(forEver && File.Exists(file)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Source, name)) ?? Source);
            File.WriteAllText(Path.Combine(Source, name), actual);
        }
        else
        {
            Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : $"{name} is not approved yet; APPROVE=1 writes it", actual);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
