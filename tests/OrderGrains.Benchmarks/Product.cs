using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrains.Benchmarks.Load;
using OrderGrains.Benchmarks.Measuring;

namespace OrderGrains.Benchmarks;

/// <summary>The product as its callers see it. What the schema or the program renames is to be renamed here and nowhere else.</summary>
internal static class Product
{
    public const string Endpoint = "/graphql";
    public const int Bulk = 100;

    /// <summary>In each answer to a query once for each order.</summary>
    public const string RevisionField = "\"revision\":";

    /// <summary>In each good answer of a submission once for each order; and what only an error or a replay has.</summary>
    public const string Number = "\"number\":\"";
    public const string Error = "\"message\":";

    private const string Submit =
        "mutation($input: OrderSubmitInput!) { orderSubmit(input: $input) { order { id number status } errors { code path message } "
            + "replayed } }";
    private const string BulkSubmit =
        "mutation($input: OrderBulkSubmitInput!) { orderBulkSubmit(input: $input) { results { order { id number } errors { code path "
            + "message } replayed } } }";
    private const string ReviewClaim =
        "mutation($input: OrderReviewClaimInput!) { orderReviewClaim(input: $input) { order { number status } errors { code path message } "
            + "replayed } }";
    private const string TenFields =
        "id number status revision platform externalReference orderDate serviceType fee { amount currency } updatedAt";
    private const string WholeFields = TenFields
        + " submittedAt priority paymentMethod term { from to } customer { name contactPerson phone email address { country province city "
            + "street } }" +
        " contract { number signedAt rightsAndObligations termsVersion } service { requirements goals deliverables { name method } } "
            + "acceptanceCriteria { category text notApplicableReason }";
    private const string Order = "query($id: ID!) { order(id: $id) { " + TenFields + " } }";
    private const string WholeOrder = "query($id: ID!) { order(id: $id) { " + WholeFields + " } }";
    private const string Statistics = "{ statistics(from: \"2000-01\", to: \"2099-12\") { lag } }";
    private const string Page = "query($after: String) { orders(first: 50, after: $after) { edges { node { " + TenFields
        + " } } pageInfo { hasNextPage endCursor } } }";

    public static string SubmitBody(string order) => Body(Submit, $$$"""{"input":{"order":{{{order}}}}}""");

    public static string DryRunBody(string order) => Body(Submit, $$$"""{"input":{"dryRun":true,"order":{{{order}}}}}""");

    public static string BulkBody(IEnumerable<string> orders) =>
        Body(BulkSubmit, $$$"""{"input":{"orders":[{{{string.Join(',', orders)}}}]}}""");

    /// <summary>A query that does nothing, with an order in a variable that it does not use: HTTP and GraphQL alone.</summary>
    public static string TypenameBody(string order) => Body("{ __typename }", $$$"""{"input":{"order":{{{order}}}}}""");

    public static string ReviewClaimBody(string orderId) => Body(ReviewClaim, $$$"""{"input":{"orderId":"{{{orderId}}}"}}""");

    public static string OrderBody(string id) => Body(Order, $$$"""{"id":"{{{id}}}"}""");

    public static string WholeOrderBody(string id) => Body(WholeOrder, $$$"""{"id":"{{{id}}}"}""");

    public static string PageBody(string? after) => Body(Page, after is null ? "{}" : $$$"""{"after":"{{{after}}}"}""");

    public static string StatisticsBody() => Body(Statistics, "{}");

    /// <summary>How many events the statistics have not counted.</summary>
    public static long Lag(JsonNode answer) => (long)answer["data"]!["statistics"]!["lag"]!;

    /// <summary>The ids on a page.</summary>
    public static IEnumerable<string> Ids(JsonNode page) =>
        page["data"]!["orders"]!["edges"]!.AsArray().Select(x => (string)x!["node"]!["id"]!);

    /// <summary>The cursor to the page after a page.</summary>
    public static string After(JsonNode page) => (string)page["data"]!["orders"]!["pageInfo"]!["endCursor"]!;

    /// <summary>The ids in the answer to a bulk.</summary>
    public static IEnumerable<string> BulkIds(JsonNode answer) =>
        answer["data"]!["orderBulkSubmit"]!["results"]!.AsArray().Select(x => (string)x!["order"]!["id"]!);

    /// <summary>Ways of running it, separated by bars: each with its environment variables, and <c>server=PATH</c> for another
    /// build.</summary>
    public static IEnumerable<(string Way, Dictionary<string, string> Settings)> Ways(string text) => text.Split('|').Select(way =>
        (way, way.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(x => x.Split('=', 2)).ToDictionary(x => x[0], x => x[1])));

    public static Task<ServerProcess> StartAsync(
        Options options, string connection, string directory, Dictionary<string, string>? more = null) =>
        ServerProcess.StartAsync("product", more?.GetValueOrDefault("server") ?? Repository.ServerDll(options), [],
            OnPostgres(connection, directory, more), directory);

    /// <summary>Verifies the whole journal beside the server.</summary>
    public static Task VerifyAsync(Options options, string connection, string directory) =>
        ServerProcess.LastLineAsync(Repository.ServerDll(options), ["verify"], OnPostgres(connection, directory), directory);

    /// <summary>A bearer token for a role.</summary>
    public static Task<string> TokenAsync(Options options, string directory, string role = "PLATFORM", string subject = "bench") =>
        ServerProcess.LastLineAsync(
        Repository.ServerDll(options),
        ["token", "--role", role, "--subject", subject, .. role == "PLATFORM" ? ["--platform", "*"] : Array.Empty<string>()],
        Environments(directory), directory);

    public static RequestTemplate Request(string token, string body) => RequestTemplate.Post(Endpoint, token, body);

    private static Dictionary<string, string> OnPostgres(string connection, string directory, Dictionary<string, string>? more = null) =>
        new([.. Environments(directory), .. more ?? []])
        {
            ["Storage__Provider"] = "Postgres",
            ["ConnectionStrings__OrderGrains"] = connection,
            ["Orleans__SiloPort"] = "0",
            ["Shutdown__Notice"] = "00:00:00",
            ["GraphQL__PersonRate"] = "1000000",   // one person stands for all
            ["GraphQL__PersonBurst"] = "1000000",
            ["GraphQL__PlatformRate"] = "1000000",
            ["GraphQL__PlatformBurst"] = "1000000",
            ["GraphQL__AddressRate"] = "1000000",
            ["GraphQL__AddressBurst"] = "1000000",
        };

    private static Dictionary<string, string> Environments(string directory) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Storage__Directory"] = directory,
        ["Authentication__DevelopmentKeyFile"] = Path.Combine(directory, "development.key"),
        ["Logging__LogLevel__Default"] = "Warning",
    };

    private static string Body(string document, string variables) =>
        $$"""{"query":{{JsonSerializer.Serialize(document, LoadJson.Default.String)}},"variables":{{variables}}}""";
}
