using System.Runtime.CompilerServices;

namespace OrderGrains.Server.Tests.Docs;

/// <summary>The page of all settings says what the options say. With APPROVE=1 the test writes the page.</summary>
public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void Every_setting_has_a_comment() =>
        Assert.Empty(ConfigurationReference.Settings.Where(setting => setting.Meaning is null).Select(setting => setting.Key));

    [Fact]
    public void A_setting_without_a_comment_is_found()
    {
        var setting = Assert.Single(ConfigurationReference.SettingsOf("Bare", typeof(BareOptions)));
        Assert.Equal(("Bare:Limit", null), (setting.Key, setting.Meaning));
    }

    [Fact]
    public void Every_section_is_in_the_reference() => Assert.Equal(
        [
            "Assignment", "Authentication", "Company", "Deadlines", "Docs", "GraphQL", "Journal", "Orders:Numbers", "Orleans",
            "Shutdown", "Storage",
        ],
        ConfigurationReference.Sections.Select(section => section.Section));

    [Fact]
    public void The_reference_is_the_one_that_was_approved()
    {
        var page = ConfigurationReference.Text();
        if (Environment.GetEnvironmentVariable("APPROVE") is "1" or "breaking")
            File.WriteAllText(PageFile(), page);
        Assert.True(File.Exists(PageFile()), "configuration.md is not approved yet; APPROVE=1 writes it.");
        Assert.Equal(File.ReadAllText(PageFile()).ReplaceLineEndings("\n"), page.ReplaceLineEndings("\n"));
    }

    private static string PageFile([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../src/docs/configuration.md"));

    private sealed class BareOptions
    {
        public int Limit { get; set; } = 1;
    }
}
