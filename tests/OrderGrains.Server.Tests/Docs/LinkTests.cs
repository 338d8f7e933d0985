using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace OrderGrains.Server.Tests.Docs;

/// <summary>The links and paths of the documentation lead to files and headings that exist.</summary>
public sealed partial class LinkTests
{
    private static readonly string Root = RootFolder();

    [Fact]
    public void Every_link_and_path_of_the_documentation_leads_somewhere() =>
        Assert.Empty(
            from page in Pages()
            from link in Broken(page, File.ReadAllText(page))
            select $"{Path.GetRelativePath(Root, page)}: {link}");

    [Theory]
    [InlineData("[a page](src/docs/absent.md)", "src/docs/absent.md")]
    [InlineData("[a heading](src/docs/clients.md#absent)", "src/docs/clients.md#absent")]
    [InlineData("[a heading of this page](#absent)", "#absent")]
    [InlineData("the file `src/Absent.cs`", "src/Absent.cs")]
    [InlineData("[a page](src/docs/clients.md#errors), `tests/run`, [elsewhere](https://example.com/absent)", null)]
    [InlineData("```sh\necho '[a page](src/docs/absent.md)'\n```", null)]
    public void A_link_that_leads_nowhere_is_found(string text, string? link) =>
        Assert.Equal(link is null ? [] : [link], Broken(Path.Combine(Root, "README.md"), text));

    private static IEnumerable<string> Pages() =>
    [
        Path.Combine(Root, "README.md"),
        Path.Combine(Root, "src/ARCHITECTURE.md"),
        .. from folder in (string[])["src/docs", "src/decisions", "deploy"]
           where Directory.Exists(Path.Combine(Root, folder))
           from page in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories)
           orderby page
           select page,
    ];

    private static IEnumerable<string> Broken(string page, string text)
    {
        text = CodeBlock().Replace(text, "");
        var links = Link().Matches(text).Select(match => match.Groups[1].Value);
        var paths = Mentioned().Matches(text).Select(match => match.Groups[1].Value);
        return links.Where(link => !link.Contains(':', StringComparison.Ordinal) && !Exists(page, link))
            .Concat(paths.Where(path => !Path.Exists(Path.Combine(Root, path))));
    }

    private static bool Exists(string page, string link)
    {
        var (path, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
        var target = path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path)); // Not null: a file.
        return Path.Exists(target) && (anchor is null || Anchors(File.ReadAllText(target)).Contains(anchor));
    }

    private static IEnumerable<string> Anchors(string text) =>
        Heading().Matches(CodeBlock().Replace(text, "")).Select(heading => Anchor(heading.Groups[1].Value));

    // As GitHub names the anchors of headings.
    private static string Anchor(string heading) => Dropped().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string RootFolder([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../.."));

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`((?:src|tests|deploy)/[^`\\s]+)`")]
    private static partial Regex Mentioned();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Dropped();
}
