using System.Net;
using System.Text.Json.Nodes;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Docs;
using OrderGrains.Server.Security;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.EndToEnd;

/// <summary>The examples of the documentation against the running server, and the pages that it serves.</summary>
public sealed class ExampleScenarios(TryingSite site) : IClassFixture<TryingSite>
{
    public static TheoryData<string> Mutations { get; } = [.. MutationExample.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task The_example_of_a_mutation_works_and_its_dry_run_records_nothing(string mutation)
    {
        var example = MutationExample.All[mutation];
        Dictionary<string, string> known = new() { ["new"] = "example-" + mutation, ["week"] = NextWeek };
        foreach (var (step, before) in example.After.Index())
        {
            // Two submissions are two orders, of two customers.
            known["new"] = example.After.Take(step).Contains(before) ? $"example-{mutation}-{step}" : $"example-{mutation}";
            await RunAsync(MutationExample.All[before], known);
        }

        if (ProductSchema.Tryable.Contains(mutation))
        {
            var recorded = await site.Store.EventsByAsync(SubjectOf(example, known));
            await CallAsync(example, known, input => input["dryRun"] = true);
            Assert.Equal(recorded, await site.Store.EventsByAsync(SubjectOf(example, known)));
        }
        await RunAsync(example, known);
        // Another intent, which most states refuse now: the site compares.
        await CallAsync(example, known, input => input.Remove("idempotencyKey"));
    }

    [Fact]
    public async Task Labels_are_in_the_language_of_the_request()
    {
        using var http = new HttpClient { BaseAddress = site.Url };
        async Task<string> LabelsAsync(string language)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, "/graphql?query=" + Uri.EscapeDataString("{ enumLabels(type: \"HoldKind\") { value label } }"));
            request.Headers.Add("Accept-Language", language);
            request.Headers.Authorization = new("Bearer", await site.TokenAsync("--role", "SALES", "--subject", "reader"));
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            """{"data":{"enumLabels":[{"value":"AWAITING_CUSTOMER","label":"Awaiting customer"},"""
            + """{"value":"INTERNAL","label":"Internal"}]}}""",
            await LabelsAsync("en-GB"));
        Assert.Equal("""{"data":{"enumLabels":[{"value":"AWAITING_CUSTOMER","label":"等待客户"},{"value":"INTERNAL","label":"内部原因"}]}}""",
            await LabelsAsync("zh-CN,en;q=0.5"));
    }

    [Fact]
    public async Task The_pages_for_people_are_served_in_development_and_take_nothing_from_elsewhere()
    {
        using var http = new HttpClient { BaseAddress = site.Url };
        foreach (var path in new[] { "/docs", "/docs?lang=zh-CN", "/explorer", "/explorer/explorer.js", "/explorer/examples.json" })
        {
            using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.DoesNotMatch("(src|href)=\"(https?:)?//", text);
        }
        using var outside = await http.GetAsync("/explorer/..%2fappsettings.json", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }

    [Fact]
    public async Task Outside_development_the_pages_are_closed_unless_they_are_opened()
    {
        using var directory = new Tests.Security.Scratch();
        var keys = directory.Write("keys.json", """
            {"keys":[{"kty":"EC","crv":"P-256",
            "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}
            """);
        string[] issuer =
            ["--Authentication:Issuer=https://login", "--Authentication:Audience=api", $"--Authentication:SigningKeysFile={keys}"];
        async Task<(HttpStatusCode Docs, HttpStatusCode Explorer)> AskAsync(params string[] more)
        {
            await using var store = Store.OnSqlite();
            await using var server = HostedServer.Start(
                "Production",
                [.. store.Configuration, .. issuer, "--urls=http://127.0.0.1:0",
                    "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information", .. more]);
            await server.ReadyAsync();
            using var http = new HttpClient { BaseAddress = server.Url };
            using var docs = await http.GetAsync("/docs", TestContext.Current.CancellationToken);
            using var explorer = await http.GetAsync("/explorer/index.html", TestContext.Current.CancellationToken);
            return (docs.StatusCode, explorer.StatusCode);
        }

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), await AskAsync());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), await AskAsync("--Docs:Enabled=true"));
    }

    private static string NextWeek => IsoWeek.Of(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)).Plus(1).ToString();

    private async Task RunAsync(MutationExample example, Dictionary<string, string> known)
    {
        var answer = await CallAsync(example, known, _ => { });

        var payload = answer[example.Mutation]!;
        var codes = payload["errors"]!.AsArray().Concat((payload["results"]?.AsArray() ?? []).SelectMany(x => x!["errors"]!.AsArray()))
            .Select(x => (string)x!["code"]!);
        Assert.True(string.Join(' ', codes) == (example.Expects ?? ""), $"{example.Mutation}: {answer.ToJsonString()}");
        foreach (var (name, record) in payload.AsObject().Where(x => x.Value is JsonObject record && record["id"] is not null))
            known[name] = (string)record!["id"]!;
        if ((string?)payload["staffMember"]?["subject"] is { } person)
            known[$"person{known.Keys.Count(name => name.StartsWith("person", StringComparison.Ordinal)) + 1}"] = person;
        if (payload["order"]?["customer"] is not { } customer)
            return;
        if (known.TryGetValue("customer", out var earlier))
            known["merged"] = earlier;
        known["customer"] = (string)customer["id"]!;
        // The register hears of a customer a moment after the order.
        await Polling.UntilAsync(async () => await IsRegisteredAsync(known["customer"]));
    }

    private Task<JsonObject> CallAsync(MutationExample example, Dictionary<string, string> known, Action<JsonObject> change)
    {
        var text = example.Variables.ToJsonString();
        foreach (var (name, value) in known)
            text = text.Replace("$" + name, value, StringComparison.Ordinal);
        var variables = JsonNode.Parse(text)!.AsObject();
        change(variables["input"]!.AsObject());
        return site.As(RoleOf(example), SubjectOf(example, known), null, "*").QueryAsync(example.Query, variables);
    }

    private static Roles RoleOf(MutationExample example) =>
        Callers.TryParseRole(example.Role, out var role) ? role : throw new InvalidOperationException(example.Role);

    // The first person who was entered leads the project.
    private static string SubjectOf(MutationExample example, Dictionary<string, string> known) =>
        RoleOf(example) == Roles.ProjectManager && known.TryGetValue("person1", out var leader) ? leader : $"example-{example.Role}";

    private async Task<bool> IsRegisteredAsync(string customer)
    {
        var manager = site.As(Roles.OrderManager, "example-register");
        return (await manager.QueryAsync(
            "query($id: ID!) { customer(id: $id) { id } }", new() { ["id"] = customer }))["customer"] is not null;
    }
}
