using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace OrderGrains.GraphQL;

/// <summary>The limits of the API, from the configuration section <c>GraphQL</c>. All are enforced before anything is executed.</summary>
public sealed class GraphQLOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "GraphQL";
    /// <summary>The maximum size of a request body in bytes.</summary>
    /// <remarks>
    /// Only mutations with <c>[LargeInput]</c> may use more than <see cref="MaxVariablesBytes"/> of it for their variables.
    /// </remarks>
    [Range(1024, 64 << 20)] public int MaxBodyBytes { get; set; } = 8 << 20;
    /// <summary>The maximum size of a document in bytes of UTF-8.</summary>
    [Range(256, 1 << 20)] public int MaxDocumentBytes { get; set; } = 64 << 10;
    /// <summary>The maximum size of a request's variables in bytes of UTF-8.</summary>
    [Range(256, 64 << 20)] public int MaxVariablesBytes { get; set; } = 1 << 20;
    /// <summary>The maximum time for a request body to arrive.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(15);
    /// <summary>The maximum number of concurrent requests: queries may use 70 % of it, creations 80 % and transitions 90 %.</summary>
    [Range(1, 1_000_000), DefaultValue("100 a core")] public int RequestsAtOnce { get; set; } = 100 * Environment.ProcessorCount;
    /// <summary>Mutations are refused once the oldest command has waited this long: creations at 80 % of it, transitions at 90 %.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan QueueAge { get; set; } = TimeSpan.FromMilliseconds(250);
    /// <summary>The maximum number of concurrent requests of more than 64 KB; others wait with their bytes in memory.</summary>
    [Range(1, 1_000)] public int LargeRequestsAtOnce { get; set; } = 4;
    /// <summary>The maximum time that a request of more than 64 KB waits for its turn.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan LargeRequestWait { get; set; } = TimeSpan.FromSeconds(5);
    /// <summary>The maximum size of all requests of more than 64 KB together, including those that are still arriving, in bytes.</summary>
    [Range(1 << 20, 1L << 40)] public long LargeRequestBytes { get; set; } = 128 << 20;
    /// <summary>The maximum number of connections.</summary>
    [Range(1, 1_000_000)] public int Connections { get; set; } = 4_000;
    /// <summary>The average number of requests a second that a person may send.</summary>
    [Range(0.001, 1e9)] public double PersonRate { get; set; } = 200;
    /// <summary>The number of requests that a person may send in a burst.</summary>
    [Range(1, 1e9)] public double PersonBurst { get; set; } = 2_000;
    /// <summary>The average number of requests a second that a platform's client may send.</summary>
    [Range(0.001, 1e9)] public double PlatformRate { get; set; } = 20_000;
    /// <summary>The number of requests that a platform's client may send in a burst.</summary>
    [Range(1, 1e9)] public double PlatformBurst { get; set; } = 40_000;
    /// <summary>The average number of requests a second from one address; one without a valid token counts as a hundred.</summary>
    [Range(0.001, 1e9)] public double AddressRate { get; set; } = 20_000;
    /// <summary>The number of requests from one address in a burst.</summary>
    [Range(100, 1e9)] public double AddressBurst { get; set; } = 40_000;
    /// <summary>The maximum depth of nested fields.</summary>
    [Range(1, 100)] public int MaxDepth { get; set; } = 12;
    /// <summary>The maximum number of aliases in an operation; a fragment's count wherever it is spread.</summary>
    [Range(0, 10_000)] public int MaxAliases { get; set; } = 30;
    /// <summary>The maximum number of directives in a document.</summary>
    [Range(0, 10_000)] public int MaxDirectives { get; set; } = 50;
    /// <summary>The maximum number of fields and spreads in a document; a fragment's count wherever it is spread.</summary>
    [Range(1, 100_000)] public int MaxSelections { get; set; } = 1_000;
    /// <summary>The maximum cost of an operation: 1 for each object; lists count with their page size.</summary>
    [Range(1, 10_000_000)] public int MaxCost { get; set; } = 10_000;
    /// <summary>The maximum number of operations in a document, of which a request names one.</summary>
    [Range(1, 1_000)] public int MaxOperations { get; set; } = 20;
    /// <summary>The maximum number of mutations in an operation.</summary>
    [Range(1, 1_000)] public int MaxMutations { get; set; } = 10;
    /// <summary>The maximum duration of an operation.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
    /// <summary>The number of validated documents in a generation of the cache, which has two.</summary>
    [Range(1, 100_000)] public int CachedDocuments { get; set; } = 1_000;
    /// <summary>The bytes of text in a generation of the document cache, which has two.</summary>
    [Range(1024, 1 << 30)] public int CachedDocumentBytes { get; set; } = 4 << 20;
    /// <summary>
    /// A file with documents that clients may name by hash: a JSON object of texts by their SHA-256 in hexadecimal digits.
    /// </summary>
    /// <remarks>The documents are validated at the start.</remarks>
    public string? DocumentsFile { get; set; }
    /// <summary>Whether the server executes only the documents of <see cref="DocumentsFile"/>.</summary>
    public bool OnlyListedDocuments { get; set; }
    /// <summary>
    /// Origins, beside the server's own, whose pages may use the API, such as <c>https://console.example.com</c>; none by default.
    /// </summary>
    public string[] AllowedOrigins { get; set; } = [];
    /// <summary>The maximum number of concurrent sockets and event streams in a process.</summary>
    [Range(1, 1_000_000)] public int MaxConnections { get; set; } = 10_000;
    /// <summary>The maximum number of concurrent sockets and event streams of one caller, by the token's subject.</summary>
    [Range(1, 1_000_000)] public int MaxConnectionsPerCaller { get; set; } = 100;
    /// <summary>The maximum number of concurrent operations on a socket.</summary>
    [Range(1, 10_000)] public int MaxOperationsPerConnection { get; set; } = 50;
    /// <summary>The maximum size of a socket's message in bytes.</summary>
    [Range(1024, 64 << 20)] public int MaxMessageBytes { get; set; } = 1 << 20;
    /// <summary>The maximum time for a new socket to identify its caller (<c>connection_init</c>).</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan ConnectionInitTimeout { get; set; } = TimeSpan.FromSeconds(10);
    /// <summary>How often an idle socket or event stream sends something, so that no intermediary closes it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")] public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
    /// <summary>The maximum time for a client to receive a message before it is disconnected.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan SlowClientTimeout { get; set; } = TimeSpan.FromSeconds(10);
    /// <summary>The maximum number of events that wait for one subscription, which reads any others from the journal later.</summary>
    [Range(1, 100_000)] public int SubscriptionBuffer { get; set; } = 256;
    /// <summary>The maximum number of recorded events that a returning subscription may have missed.</summary>
    [Range(0, 1_000_000_000)] public int MaxReplayedEvents { get; set; } = 1_000_000;
    /// <summary>
    /// Whether introspection is allowed and misspelt names are answered with suggestions; by default only in development.
    /// </summary>
    public bool? Introspection { get; set; }
}
