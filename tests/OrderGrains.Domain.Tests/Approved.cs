using System.Runtime.CompilerServices;

namespace OrderGrains.Domain.Tests;

/// <summary>Texts that people have approved: the files under <c>Approved</c>. With <c>APPROVE=1</c> in the environment a test writes what it found into the
/// source folder, for the diff to be reviewed, and passes once that is built.</summary>
internal static class Approved
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Approved");

    public static void Matches(string name, string actual, [CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(source) ?? ".", "Approved", name), actual);
        var file = Path.Combine(Folder, name);
        Assert.True(File.Exists(file), $"{name} is not approved yet; APPROVE=1 writes it");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }
}
