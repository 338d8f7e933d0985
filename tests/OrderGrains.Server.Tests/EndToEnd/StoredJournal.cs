using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>A journal that the version before stored, with its keys, and the answers that version gave about it.</summary>
/// <param name="backend">The name of its files in <c>tests/data/journal</c>.</param>
internal sealed class StoredJournal(string backend)
{
    /// <summary>Limits so long that no deadline passes between the recording and a test.</summary>
    public static IReadOnlyList<string> LongDeadlines { get; } =
        [.. new[] { "Review", "Correction", "TeamFormation", "PlanReview" }.Select(task => $"--Deadlines:{task}=3650 calendar days")];

    // Everything that a later version must answer alike: the stored facts, nothing that depends on the present day or the caller.
    private const string Order = """
        query Q($id: ID!) { order(id: $id) {
          id number status revision channel platform externalReference createdAt updatedAt submittedAt orderDate serviceType priority
          term { from to } fee { amount currency } paymentMethod cancellationAssessing endReason
          customer { id name phone email address { city street } erased }
          contract { number signedAt acknowledgement { by at } } service { requirements goals deliverables { name method } }
          draft { customer { name } } hold { kind reason expectedResume by since } cancellation { reason by }
          roster { person role duties status proposedBy reason }
          kickoff { heldAt minutes participants { person group } decisions { text owner dueOn } }
          assignment { form { teamName reason work { week role hours } } refusals { teamName reason by } approval { by } }
          plan { version versions { number submittedBy tasks approvals { by orderManagement leader } rejection { by reason } }
            baseline { number version } tasks { id owner startsOn endsOn totalFloat } plannedValue { monday hours cost { amount } } }
          timeline(first: 100) { nodes { id type actor occurredAt orderRevision clause } }
        } }
        """;
    private const string Rest = """
        {
          customers(first: 100) { nodes { id revision status createdAt erased profile { name phone } block { reason by } orders { totalCount
            } } }
          teams(first: 100) { nodes { id revision name department hoursPerWeek skills { code level } } }
          staffMembers(first: 100) { nodes { id revision subject name departments } }
        }
        """;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The files of the store.</summary>
    public string Archive => Path.Combine(Folder, backend + ".zip");

    /// <summary>The orders as they were answered when the journal was stored.</summary>
    public IReadOnlyList<JsonObject> Orders => SampleSubmissions.Read(Answers)[..^1];

    /// <summary>The customers, teams and staff as they were answered when the journal was stored.</summary>
    public JsonObject Others => SampleSubmissions.Read(Answers)[^1];

    // An order a line, then the rest.
    private string Answers => Path.Combine(Folder, backend + ".jsonl");

    private static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../data/journal"));

    /// <summary>Puts the files of the store into a directory.</summary>
    public void ExtractTo(string directory)
    {
        Directory.CreateDirectory(directory);
        ZipFile.ExtractToDirectory(Archive, directory);
    }

    /// <summary>Asks for an order as it was asked for when the journal was stored.</summary>
    public static async Task<JsonObject> OrderAsync(Site site, string id) =>
        (await (await AuditorAsync(site)).QueryAsync(Order, new() { ["id"] = id }))["order"]!.AsObject();

    /// <summary>Asks for customers, teams and staff as they were asked for when the journal was stored.</summary>
    public static async Task<JsonObject> OthersAsync(Site site) => await (await AuditorAsync(site)).QueryAsync(Rest);

    /// <summary>Stores a journal: the files of the directory, and the server's answers.</summary>
    /// <param name="site">The server, which is stopped.</param>
    /// <param name="orders">The ids of the orders.</param>
    /// <param name="cluster">The cluster whose database is dumped; null on SQLite.</param>
    public async Task SaveAsync(Site site, IEnumerable<string> orders, PostgresServer? cluster = null)
    {
        List<JsonObject> answers = [];
        foreach (var order in orders)
            answers.Add(await OrderAsync(site, order));
        answers.Add(await OthersAsync(site));
        await site.Server.StopAsync();
        if (cluster is not null)
            await File.WriteAllTextAsync(
                Path.Combine(site.Store.Files, StoredPostgresSite.Dump), await cluster.DumpAsync(site.Store.ConnectionString!));

        Directory.CreateDirectory(Folder);
        await File.WriteAllLinesAsync(Answers, answers.Select(answer => answer.ToJsonString(Readable)));
        File.Delete(Archive);
        await ZipFile.CreateFromDirectoryAsync(site.Store.Files, Archive, CompressionLevel.SmallestSize, includeBaseDirectory: false);
    }

    /// <summary>Migrates a site's store.</summary>
    public static async Task MigrateAsync(Site site)
    {
        var migrated = await site.RunAsync("migrate");
        Assert.True(migrated.ExitCode == 0, migrated.Output + migrated.Error);
    }

    private static Task<ApiClient> AuditorAsync(Site site) => site.AsAsync("auditor", "AUDITOR");

    private static string Here([CallerFilePath] string source = "") => source;
}

/// <summary>A site on a copy of the SQLite files that the version before stored.</summary>
public sealed class StoredSqliteSite : Site
{
    protected override Task<Store> CreateStoreAsync()
    {
        var store = Store.OnSqlite();
        new StoredJournal("sqlite").ExtractTo(store.Files);
        return Task.FromResult(store with { Configuration = [.. store.Configuration, .. StoredJournal.LongDeadlines] });
    }

    // A store of an older version is migrated before its first start.
    protected override Task BeforeStartAsync() => StoredJournal.MigrateAsync(this);
}

/// <summary>A site on a database with the dump that the version before stored.</summary>
public sealed class StoredPostgresSite(PostgresCluster cluster) : Site
{
    /// <summary>The name of the dump in the archive.</summary>
    internal const string Dump = "dump.sql";

    protected override async Task<Store> CreateStoreAsync()
    {
        var store = (await Store.OnPostgresAsync(await cluster.ServerAsync())).ForOne();
        new StoredJournal("postgres").ExtractTo(store.Files);
        await store.ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(store.Files, Dump)));
        return store with { Configuration = [.. store.Configuration, .. StoredJournal.LongDeadlines] };
    }

    // A store of an older version is migrated before its first start.
    protected override Task BeforeStartAsync() => StoredJournal.MigrateAsync(this);
}
