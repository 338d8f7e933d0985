using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace OrderGrains.GraphQL;

/// <summary>Section <c>GraphQL</c>: the limits of the API. All are enforced before anything is executed.</summary>
public sealed class GraphQLOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "GraphQL";
    /// <summary>The longest request body, bytes; only mutations that say so may use more than <see cref="MaxVariablesBytes"/> of it.</summary>
    [Range(1024, 64 << 20)] public int MaxBodyBytes { get; set; } = 8 << 20;
    /// <summary>The longest document, bytes of UTF-8.</summary>
    [Range(256, 1 << 20)] public int MaxDocumentBytes { get; set; } = 64 << 10;
    /// <summary>The most JSON for a request's variables, bytes of UTF-8.</summary>
    [Range(256, 64 << 20)] public int MaxVariablesBytes { get; set; } = 1 << 20;
    /// <summary>How long the body of a request may take to come.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(15);
    /// <summary>How many requests are carried out at once. Queries use seven tenths of these places at most, commands that begin something eight, and commands that move it on nine.</summary>
    [Range(1, 1_000_000), DefaultValue("100 a core")] public int RequestsAtOnce { get; set; } = 100 * Environment.ProcessorCount;
    /// <summary>How long the oldest command may have waited to be written before mutations are refused on arrival: eight tenths of this for commands that begin something, nine for those that move it on, all of it for those that end it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan QueueAge { get; set; } = TimeSpan.FromMilliseconds(250);
    /// <summary>How many requests of more than 64 KB are carried out at once; the others wait with their bytes.</summary>
    [Range(1, 1_000)] public int LargeRequestsAtOnce { get; set; } = 4;
    /// <summary>How long a request of more than 64 KB may wait for its turn.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan LargeRequestWait { get; set; } = TimeSpan.FromSeconds(5);
    /// <summary>How many bytes all requests of more than 64 KB may have together, those that are still coming included.</summary>
    [Range(1 << 20, 1L << 40)] public long LargeRequestBytes { get; set; } = 128 << 20;
    /// <summary>How many connections there may be at once.</summary>
    [Range(1, 1_000_000)] public int Connections { get; set; } = 4_000;
    /// <summary>How many requests a second a person may send on average.</summary>
    [Range(0.001, 1e9)] public double PersonRate { get; set; } = 200;
    /// <summary>How many requests a person may send at once.</summary>
    [Range(1, 1e9)] public double PersonBurst { get; set; } = 2_000;
    /// <summary>How many requests a second a platform's client may send on average.</summary>
    [Range(0.001, 1e9)] public double PlatformRate { get; set; } = 20_000;
    /// <summary>How many requests a platform's client may send at once.</summary>
    [Range(1, 1e9)] public double PlatformBurst { get; set; } = 40_000;
    /// <summary>How many requests a second may come from one address on average; one without a valid token counts as a hundred.</summary>
    [Range(0.001, 1e9)] public double AddressRate { get; set; } = 20_000;
    /// <summary>How many requests may come from one address at once.</summary>
    [Range(100, 1e9)] public double AddressBurst { get; set; } = 40_000;
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
    /// <summary>How many operations a document may hold, of which a request names one.</summary>
    [Range(1, 1_000)] public int MaxOperations { get; set; } = 20;
    /// <summary>How many mutations a document's operation may hold.</summary>
    [Range(1, 1_000)] public int MaxMutations { get; set; } = 10;
    /// <summary>How long an operation may run.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
    /// <summary>How many validated documents are kept, at most twice that.</summary>
    [Range(1, 100_000)] public int CachedDocuments { get; set; } = 1_000;
    /// <summary>How many bytes of text the kept documents may have, at most twice that.</summary>
    [Range(1024, 1 << 30)] public int CachedDocumentBytes { get; set; } = 4 << 20;
    /// <summary>A file with the documents that clients may name by their hash: a JSON object of texts by their SHA-256 in hexadecimal digits. They are checked at the start.</summary>
    public string? DocumentsFile { get; set; }
    /// <summary>Whether only the documents of <see cref="DocumentsFile"/> are executed.</summary>
    public bool OnlyListedDocuments { get; set; }
    /// <summary>Other origins than the server's own whose pages may use the API, such as <c>https://console.example.com</c>; by default none.</summary>
    public string[] AllowedOrigins { get; set; } = [];
    /// <summary>How many sockets and event streams a process serves at once.</summary>
    [Range(1, 1_000_000)] public int MaxConnections { get; set; } = 10_000;
    /// <summary>How many sockets and event streams one caller may have at once, by the subject of the token.</summary>
    [Range(1, 1_000_000)] public int MaxConnectionsPerCaller { get; set; } = 100;
    /// <summary>How many operations may run at once on one socket.</summary>
    [Range(1, 10_000)] public int MaxOperationsPerConnection { get; set; } = 50;
    /// <summary>The longest message of a socket, bytes.</summary>
    [Range(1024, 64 << 20)] public int MaxMessageBytes { get; set; } = 1 << 20;
    /// <summary>How long a new socket may take to identify its caller (<c>connection_init</c>).</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan ConnectionInitTimeout { get; set; } = TimeSpan.FromSeconds(10);
    /// <summary>How often an idle socket or event stream is sent something, so that no proxy takes it for dead.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")] public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
    /// <summary>How long a client may take to receive a message before it is cut off.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan SlowClientTimeout { get; set; } = TimeSpan.FromSeconds(10);
    /// <summary>How many events may wait for one subscription; what there is no room for is read from the journal when its turn comes.</summary>
    [Range(1, 100_000)] public int SubscriptionBuffer { get; set; } = 256;
    /// <summary>How many recorded events a subscription that comes back may have missed.</summary>
    [Range(0, 1_000_000_000)] public int MaxReplayedEvents { get; set; } = 1_000_000;
    /// <summary>Whether the schema can be asked for, and misspelt names are answered with suggestions. By default only in development.</summary>
    public bool? Introspection { get; set; }
}
