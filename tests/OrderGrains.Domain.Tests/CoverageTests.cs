using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace OrderGrains.Domain.Tests;

/// <summary>Which tests show each clause of the regulation: the table <c>Approved/Coverage.md</c>, kept by hand and checked here.</summary>
public sealed partial class CoverageTests
{
    private static readonly string[] Shown =
        ["1.1", "1.2", "1.3", "2.1.1", "2.1.2", "2.2", "2.2.1", "2.2.2", "2.2.3", "2.3", "3.1.1", "3.1.2", "3.2", "4.1", "4.2.1", "4.2.2",
            "4.3"];

    private static readonly string[] Open =
    [
        "5.1.1", "5.1.2", "5.2.1", "5.2.2", "5.3.1", "5.3.2", "5.4.1", "5.4.2", "5.4.3", "6.1", "6.2.1", "6.2.2", "6.3.1", "6.3.2",
        "6.4.1", "6.4.2", "7.1.1", "7.1.2", "7.2.1", "7.2.2", "7.2.3", "7.3.1", "7.3.2", "7.4.1", "7.4.2", "7.4.3", "8.1.1", "8.1.2",
        "8.2.1", "8.2.2", "8.3.1", "8.3.2", "8.3.3", "9.1.1", "9.1.2", "9.2.1", "9.2.2", "9.3.1", "9.3.2", "9.3.3", "9.3.4", "10.1",
        "10.2.1", "10.2.2", "10.3.1", "10.3.2", "10.4.1", "10.4.2", "11.1", "11.2", "11.3",
    ];

    [Fact]
    public void Every_clause_is_shown_by_tests_that_exist_or_is_open()
    {
        var rows = Rows(File.ReadAllLines(Path.Combine(Approved.Folder, "Coverage.md")));

        Assert.Equal(Shown.Concat(Open), rows.Select(row => row.Clause));
        Assert.Empty(Faults(rows, Tests()));
    }

    [Fact]
    public void The_checker_finds_a_clause_without_a_test_and_a_test_that_does_not_exist()
    {
        var rows = Rows(["| R4.3 | the plan | `PlanApproveTests.No_such_test` |", "| R4.1 | the team | |", "| R9.1.1 | feedback | open |"]);
        Assert.Equal(["R4.3: PlanApproveTests.No_such_test does not exist", "R4.1: no test"], Faults(rows, Tests()));
    }

    private static List<(string Clause, string Tests)> Rows(IEnumerable<string> lines) =>
        [.. lines.Select(line => Row().Match(line)).Where(match => match.Success)
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value.Trim()))];

    private static IEnumerable<string> Faults(IEnumerable<(string Clause, string Tests)> rows, HashSet<string> tests)
    {
        foreach (var (clause, cell) in rows.Where(row => row.Tests != "open" || !Open.Contains(row.Clause)))
        {
            var named = Name().Matches(cell).Select(match => match.Groups[1].Value).ToList();
            if (named.Count == 0)
                yield return $"R{clause}: no test";
            foreach (var name in named.Where(name => !tests.Contains(name)))
                yield return $"R{clause}: {name} does not exist";
        }
    }

    /// <summary>Every test of the repository, as its class and name.</summary>
    private static HashSet<string> Tests([CallerFilePath] string source = "") =>
    [
        .. from file in Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..")), "*.cs",
            SearchOption.AllDirectories)
           let text = File.ReadAllText(file)
           let type = Class().Match(text)
           where type.Success
           from Match test in Test().Matches(text)
           select $"{type.Groups[1].Value}.{test.Groups[1].Value}",
    ];

    [GeneratedRegex(@"^\| R([0-9.]+) \|[^|]*\|([^|]*)\|")]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z0-9_.]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^public (?:sealed |abstract |partial |static )*class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[^\n]*\n(?:\s*\[[^\n]*\n)*\s*public (?:async Task|void) (\w+)\(")]
    private static partial Regex Test();
}
