namespace OrderGrains.Server.Docs;

/// <summary>Section <c>Docs</c>: the pages for authors of clients.</summary>
public sealed class DocsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Docs";
    /// <summary>Whether <c>/docs</c> is served; unset: in development only. The page holds nothing of the company's data.</summary>
    public bool? Enabled { get; set; }
}
