using System.ComponentModel.DataAnnotations;

namespace OrderGrains.Server.GraphQL;

/// <summary>The limits of the API, from the configuration's section <c>GraphQL</c>. All are enforced before anything is executed.</summary>
public sealed class GraphQLOptions
{
    /// <summary>The longest request body, bytes; only mutations that say so may use more than <see cref="MaxVariablesBytes"/> of it.</summary>
    [Range(1024, 64 << 20)] public int MaxBodyBytes { get; set; } = 8 << 20;
    /// <summary>The longest document, bytes of UTF-8.</summary>
    [Range(256, 1 << 20)] public int MaxDocumentBytes { get; set; } = 64 << 10;
    /// <summary>The most JSON for a request's variables, bytes of UTF-8.</summary>
    [Range(256, 64 << 20)] public int MaxVariablesBytes { get; set; } = 1 << 20;
    /// <summary>How many requests of more than 64 KB are carried out at once; the others wait with their bytes.</summary>
    [Range(1, 1_000)] public int LargeRequestsAtOnce { get; set; } = 4;
    /// <summary>How deep fields may nest.</summary>
    [Range(1, 100)] public int MaxDepth { get; set; } = 12;
    /// <summary>How many aliases an operation may use, each fragment's counted wherever it is spread.</summary>
    [Range(0, 10_000)] public int MaxAliases { get; set; } = 30;
    /// <summary>How many directives a document may use.</summary>
    [Range(0, 10_000)] public int MaxDirectives { get; set; } = 50;
    /// <summary>How many fields and spreads a document may select, each fragment's counted wherever it is spread.</summary>
    [Range(1, 100_000)] public int MaxSelections { get; set; } = 1_000;
    /// <summary>What an operation may cost: 1 for each object, lists counted with their page size.</summary>
    [Range(1, 10_000_000)] public int MaxCost { get; set; } = 10_000;
    /// <summary>How many mutations a document's operation may hold.</summary>
    [Range(1, 1_000)] public int MaxMutations { get; set; } = 10;
    /// <summary>How long an operation may run.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
    /// <summary>How many validated documents are kept, at most twice that.</summary>
    [Range(1, 100_000)] public int CachedDocuments { get; set; } = 1_000;
    /// <summary>How many bytes of text the kept documents may have, at most twice that.</summary>
    [Range(1024, 1 << 30)] public int CachedDocumentBytes { get; set; } = 4 << 20;
    /// <summary>Whether the schema can be asked for, and misspelt names are answered with suggestions. By default only in development.</summary>
    public bool? Introspection { get; set; }
}
