using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Security;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>Attacks on a server: every attempt is refused with a code, reveals no internals and changes nothing.</summary>
public sealed class AbuseScenarios(SqliteSite site) : IClassFixture<SqliteSite>
{
    private const int Megabyte = 1 << 20;
    private static readonly string[] Inside =
        ["   at ", "Exception", "OrderGrains.", "System.", "Microsoft.", "order_row", "SQLite", "Npgsql", ".cs:", AppContext.BaseDirectory];

    private readonly Attempt[] _attempts =
    [
        new("10,000 aliases", "{" + Many(10_000, i => $" a{i}:__typename") + "}") { Status = 413, Code = "PAYLOAD_TOO_LARGE" },
        new("3,000 short aliases", "{" + Many(3_000, i => $"a{i}:__typename,") + "}") { Status = 400 },
        new("deep selections", string.Concat(Enumerable.Repeat("{a", 5_000))) { Status = 400, Code = "DEPTH_LIMIT_EXCEEDED" },
        new("fragments in a circle", "{...A} fragment A on Query {...B} fragment B on Query {...A}") { Status = 400 },
        new("fragments that double", "{...F0}" + Many(30, i => $"fragment F{i} on Query{{...F{i + 1} ...F{i + 1}}}")
            + "fragment F30 on Query{__typename}") { Status = 400, Code = "SELECTION_LIMIT_EXCEEDED" },
        new("expensive lists", "{orders(first:100){nodes{timeline(first:100){nodes{id}}nextActions{blockers{code}}}}}") { Status = 400,
            Code = "COST_LIMIT_EXCEEDED" },
        new("a filter without end", "{orders(where:" + string.Concat(Enumerable.Repeat("{not:", 3_000)) + "{}" + new string('}', 3_000)
            + "){totalCount}}") { Status = 400, Code = "DEPTH_LIMIT_EXCEEDED" },
        new("a mutation too many", "mutation{" + Many(11, i => $"m{i}:orderVerify(input:{{orderId:\"x\"}}){{replayed}} ")
            + "}") { Status = 400, Code = "MUTATION_LIMIT_EXCEEDED" },
        new("an injection into an id", "{order(id:\"' or 1=1 --\"){id}}") { Status = 200 },
        new("an injection into a number", "{orderByNumber(number:\"'; drop table event; --\"){id}}") { Status = 200 },
        new("NUL in a text", "{orderByNumber(number:\"\\u0000\"){id}}") { Status = 200 },
        new("another's cursor", "{orders(after:\"AAAA\"){totalCount}}") { Status = 200, Code = "BAD_USER_INPUT" },
    ];

    private readonly Raw[] _raw =
    [
        new("several in one array", "[" + string.Join(',', Enumerable.Repeat("{\"query\":\"{__typename}\"}", 1_000)) + "]") { Status = 400,
            Code = "BATCHING_NOT_ALLOWED" },
        new("a member twice", "{\"query\":\"{__typename}\",\"query\":\"{orders{totalCount}}\"}") { Status = 400, Code = "INVALID_REQUEST" },
        new("a variable twice",
            "{\"query\":\"query($n:Int){orders(first:$n){totalCount}}\",\"variables\":{\"n\":1,\"n\":2}}") { Status = 400,
            Code = "BAD_USER_INPUT" },
        new(
            "a field of an input twice",
            "{\"query\":\"query($w:OrderFilterInput){orders(where:$w){totalCount}}\",\"variables\":{\"w\":{\"not\":{},\"not\":{}}}}")
        {
            Status = 400, Code = "BAD_USER_INPUT",
        },
        new("deep variables", "{\"query\":\"{__typename}\",\"variables\":" + string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1"
            + new string('}', 10_000) + "}") { Status = 400, Code = "MALFORMED_JSON" },
        new("a deep filter in variables", "{\"query\":\"query($w:OrderFilterInput){orders(where:$w){totalCount}}\",\"variables\":{\"w\":"
            + string.Concat(Enumerable.Repeat("{\"not\":", 60)) + "{}" + new string('}', 60) + "}}") { Status = 400,
            Code = "BAD_USER_INPUT" },
        new("a wide filter in variables",
            Filter("{\"or\":[" + string.Join(',', Enumerable.Repeat("{\"not\":{\"contains\":\"ab\"}}", 100)) + "]}")) { Status = 400,
            Code = "BAD_USER_INPUT" },
        new("a wide filter of many variables",
            "{\"query\":\"query($w:OrderFilterInput){orders(where:{or:[$w,$w,$w]}){totalCount}}\",\"variables\":{\"w\":{\"or\":["
            + string.Join(',', Enumerable.Repeat("{}", 70)) + "]}}}") { Status = 400, Code = "BAD_USER_INPUT" },
        new("the widest filter",
            Filter("{\"or\":[" + string.Join(',', Enumerable.Range(0, 99).Select(i => "{\"not\":{\"contains\":\"wider " + i + "\"}}"))
                + "]}")) { Status = 200 },
        new("the deepest filter", Filter(string.Concat(Enumerable.Repeat("{\"not\":", 7)) + "{}" + new string('}', 7))) { Status = 200 },
        new("a number without end", "{\"query\":\"query($n:Int){orders(first:$n){totalCount}}\",\"variables\":{\"n\":"
            + new string('9', 100_000) + "}}") { Status = 400, Code = "BAD_USER_INPUT" },
        new("no JSON", "\0\0\0\0") { Status = 400, Code = "MALFORMED_JSON" },
        new("a form", "query={__typename}") { Status = 415, Code = "UNSUPPORTED_MEDIA_TYPE", Type = "application/x-www-form-urlencoded" },
        new("a form with files", "--x--") { Status = 415, Code = "UNSUPPORTED_MEDIA_TYPE", Type = "multipart/form-data; boundary=x" },
        new("text", "{\"query\":\"{__typename}\"}") { Status = 415, Code = "UNSUPPORTED_MEDIA_TYPE", Type = "text/plain" },
    ];

    [Fact]
    public async Task Every_attempt_is_refused_and_neither_reveals_nor_changes_anything()
    {
        using var http = new HttpClient { BaseAddress = site.Url, Timeout = TimeSpan.FromMinutes(1) };
        var token = await site.TokenAsync("--role", "ORDER_MANAGER", "--subject", "mallory");
        var wrong = new List<string>();
        foreach (var attempt in _raw.Concat(
            _attempts.Select(x => new Raw(x.Name, JsonSerializer.Serialize(new { query = x.Query })) { Status = x.Status, Code = x.Code })))
            Check(attempt, await SendAsync(http, Post(new StringContent(attempt.Body), attempt.Type, token)), wrong);
        Check(new("50 MB", "") { Status = 413, Code = "PAYLOAD_TOO_LARGE" },
            await SendAsync(http, Post(new ByteArrayContent(new byte[50 * Megabyte]), "application/json", token)), wrong);
        Check(new("50 MB unannounced", "") { Status = 413, Code = "PAYLOAD_TOO_LARGE" },
            await SendAsync(http, Post(new Unannounced(50), "application/json", token)), wrong);
        Check(new("half a character", "") { Status = 400, Code = "MALFORMED_JSON" },
            await SendAsync(http, Post(new ByteArrayContent([.. "{\"query\":\""u8, 0xe4, 0xb9, .. "\"}"u8]), "application/json", token)),
            wrong);
        Check(new("compressed", "") { Status = 415, Code = "UNSUPPORTED_MEDIA_TYPE" }, await SendAsync(http, Encoded(token)), wrong);
        Check(new("a mutation by GET", "") { Status = 405, Code = "METHOD_NOT_ALLOWED" },
            await SendAsync(http,
                Authorized(new(HttpMethod.Get, "/graphql?query="
                    + Uri.EscapeDataString("mutation{orderVerify(input:{orderId:\"x\"}){replayed}}")), token)), wrong);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await IsWellAsync();
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_read()
    {
        using var http = new HttpClient { BaseAddress = site.Url };
        var token = await site.TokenAsync("--role", "ORDER_MANAGER", "--subject", "mallory");
        foreach (var origin in new[] { "https://evil.example", "null", "http://127.0.0.1.evil.example" })
        {
            var asked = new HttpRequestMessage(HttpMethod.Options, "/graphql");
            asked.Headers.Add("Access-Control-Request-Method", "POST");
            asked.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
            var simple = Post(new StringContent("{\"query\":\"{__typename}\"}"), "text/plain", token);
            foreach (var request in new[] { asked, Post(new StringContent("{\"query\":\"{__typename}\"}"), "application/json", token),
                simple })
            {
                request.Headers.Add("Origin", origin);
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.DoesNotContain(response.Headers, header =>
                    header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
                Assert.True(request.Method != HttpMethod.Options || (int)response.StatusCode >= 400);
            }
        }
    }

    [Fact]
    public async Task A_malformed_token_opens_nothing()
    {
        using var http = new HttpClient { BaseAddress = site.Url };
        var good = await site.TokenAsync("--role", "ORDER_MANAGER", "--subject", "mallory");
        var parts = good.Split('.');
        var past = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-2));
        Dictionary<string, string> tokens = new()
        {
            ["unsigned"] = $"{Base64Url.EncodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}"u8)}.{parts[1]}.",
            ["another's key"] = new DevelopmentTokens(new byte[32], TimeProvider.System).Issue(Roles.OrderManager, "mallory"),
            ["expired"] = DevelopmentTokens.Open(site.Configuration, past).Issue(Roles.OrderManager, "mallory"),
            ["not yet"] = DevelopmentTokens.Open(site.Configuration, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(2)))
                .Issue(Roles.OrderManager, "mallory"),
            ["the system's"] = DevelopmentTokens.Open(site.Configuration, TimeProvider.System)
                .Issue(Roles.OrderManager, Actor.System.Subject),
            ["other claims"] = $"{parts[0]}.{Base64Url.EncodeToString("{\"sub\":\"mallory\",\"role\":[\"ADMIN\"]}"u8)}.{parts[2]}",
            ["cut"] = good[..^1],
            ["nonsense"] = "x.y.z",
            ["long"] = good + new string('a', 20_000),
        };
        var wrong = new List<string>();
        foreach (var (name, token) in tokens)
            Check(new(name, "") { Status = 401, Code = "UNAUTHENTICATED" },
                await SendAsync(http, Post(new StringContent("{\"query\":\"{orders{totalCount}}\"}"), "application/json", token)), wrong);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await IsWellAsync();
    }

    [Fact]
    public async Task A_slow_or_silent_sender_keeps_nobody_else_waiting()
    {
        const int Slow = 300;
        var head = Encoding.ASCII.GetBytes(
            $"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + $"{await site.TokenAsync("--role", "ORDER_MANAGER", "--subject", "mallory")}\r\nContent-Type: "
                    + $"application/json\r\nContent-Length: 8000000\r\n\r\n{{");
        List<TcpClient> clients = [];
        try
        {
            for (var i = 0; i < Slow; i++)
            {
                var client = new TcpClient();
                clients.Add(client);
                await client.ConnectAsync(site.Url.Host, site.Url.Port, TestContext.Current.CancellationToken);
                // Every third sends a part of its head only, every third nothing.
                await client.GetStream()
                    .WriteAsync(
                        head.AsMemory(0, (i % 3) switch { 0 => head.Length, 1 => 40, _ => 0 }), TestContext.Current.CancellationToken);
            }

            await IsWellAsync();
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
        await IsWellAsync();
    }

    private async Task IsWellAsync()
    {
        using var http = new HttpClient { BaseAddress = site.Url };
        Assert.Equal("ready\n", await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken));
        Assert.Null((await site.As(Roles.OrderManager, "manager").QueryAsync("{ order(id: \"x\") { id } }"))["order"]);
        site.Server.AssertFaultless();
    }

    private static void Check(Raw attempt, (int Status, string Text) answer, List<string> wrong)
    {
        var code = answer.Text.StartsWith('{') && JsonDocument.Parse(answer.Text).RootElement.TryGetProperty("errors", out var errors)
            ? errors[0].GetProperty("extensions").GetProperty("code").GetString() : null;
        if (answer.Status != attempt.Status || (attempt.Code is not null && code != attempt.Code) || code == "INTERNAL_ERROR"
            || Array.Exists(Inside, word => answer.Text.Contains(word, StringComparison.Ordinal)))
            wrong.Add($"{attempt.Name}: {answer.Status} {answer.Text[..Math.Min(300, answer.Text.Length)]}");
    }

    // A server that refuses before the end of a body may close while the client still sends: then nothing can be read, which is as good.
    private static async Task<(int Status, string Text)> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        try
        {
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        catch (HttpRequestException) when (request.Content is Unannounced or ByteArrayContent { Headers.ContentLength: > 10 * Megabyte })
        {
            return (413, "{\"errors\":[{\"extensions\":{\"code\":\"PAYLOAD_TOO_LARGE\"}}]}");
        }
    }

    private static HttpRequestMessage Post(HttpContent content, string type, string token)
    {
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return Authorized(new(HttpMethod.Post, "/graphql") { Content = content }, token);
    }

    private static HttpRequestMessage Encoded(string token)
    {
        var request = Post(new ByteArrayContent(Encoding.UTF8.GetBytes("zip")), "application/json", token);
        request.Content!.Headers.ContentEncoding.Add("gzip");
        return request;
    }

    private static HttpRequestMessage Authorized(HttpRequestMessage request, string token)
    {
        request.Headers.Accept.ParseAdd("application/graphql-response+json");
        request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    private static string Filter(string json) =>
        "{\"query\":\"query($w:OrderFilterInput){orders(where:$w){totalCount nodes{id}}}\",\"variables\":{\"w\":" + json + "}}";

    private static string Many(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));

    private sealed record Attempt(string Name, string Query)
    {
        public int Status { get; init; }
        public string? Code { get; init; }
    }

    private sealed record Raw(string Name, string Body)
    {
        public int Status { get; init; }
        public string? Code { get; init; }
        public string Type { get; init; } = "application/json";
    }

    /// <summary>Megabytes whose number is not announced.</summary>
    private sealed class Unannounced(int megabytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < megabytes; i++)
                await stream.WriteAsync(new byte[Megabyte]);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
