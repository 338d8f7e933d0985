using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OrderGrains.Server.Cli;

namespace OrderGrains.Server.Tests.Cli;

public sealed class ImportTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("ordergrains-import-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private StubbornServer server = null!;

    public async ValueTask InitializeAsync() => server = await StubbornServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Every_line_gets_its_answer_in_the_order_of_the_file()
    {
        var results = await ImportAsync(Enumerable.Range(1, 1_234).Select(n => Order(n)), "--batch", "7", "--concurrency", "5");

        Assert.Equal(1_234, results.Count);
        Assert.All(results.Index(), x =>
        {
            Assert.Equal(x.Index + 1, (int)x.Item["line"]!);
            Assert.Equal("ACCEPTED", (string?)x.Item["outcome"]);
            Assert.Empty(x.Item["errors"]!.AsArray());
        });
        Assert.Equal(1_234, results.Select(x => (string?)x["orderNumber"]).Distinct().Count());
        Assert.Contains("1,234 lines", error.ToString());
    }

    [Fact]
    public async Task A_repeated_line_has_the_number_of_the_first()
    {
        var results = await ImportAsync([Order(1), Order(2), Order(1), Order(2, "another")]);

        Assert.Equal(["ACCEPTED", "ACCEPTED", "REPLAYED", "IDEMPOTENCY_CONFLICT"], Outcomes(results));
        Assert.Equal((string?)results[0]["orderNumber"], (string?)results[2]["orderNumber"]);
    }

    [Fact]
    public async Task Lines_of_one_order_keep_their_order_despite_repetitions()
    {
        var failures = new ConcurrentDictionary<string, int>();
        server.Answer = bulk =>
        {
            // Every request fails once, in one way or another, before it is carried out.
            var key = string.Join('|', bulk.Orders.Select(x => x.ToJsonString()));
            return Task.FromResult(failures.AddOrUpdate(key, 1, (_, count) => count + 1) > 1 ? server.CarryOut(bulk) : Failure(bulk));
        };

        var lines = Enumerable.Range(0, 300).Select(n => Order(n % 10, n.ToString(CultureInfo.InvariantCulture))).ToList();
        var results = await ImportAsync(lines, "--batch", "4", "--concurrency", "8");

        Assert.Empty(server.Overtaken);
        Assert.All(server.Taken.GroupBy(x => (string?)x["externalReference"], x =>
            int.Parse((string)x["serviceType"]!, CultureInfo.InvariantCulture)), taken =>
            Assert.Equal(taken.Order(), taken));
        Assert.Equal(10, Outcomes(results).Count(x => x == "ACCEPTED"));
        Assert.Equal(300, server.Taken.Count);
    }

    [Fact]
    public async Task A_line_that_spoils_its_request_is_refused_alone()
    {
        server.Answer = bulk =>
        {
            var spoiled = bulk.Orders.Index().FirstOrDefault(x => x.Item.ContainsKey("colour"));
            return Task.FromResult(spoiled.Item is null ? server.CarryOut(bulk)
                : StubbornServer.Refusal("BAD_USER_INPUT", $"Variable $input: orders[{spoiled.Index}].colour is not known."));
        };

        var results = await ImportAsync(
            Enumerable.Range(1, 100)
                .Select(n => n is 13 or 14 or 77 ? Order(n).Replace("{", """{"colour":"red",""", StringComparison.Ordinal) : Order(n)));

        Assert.Equal([13, 14, 77], results.Where(x => (string?)x["outcome"] == "INVALID").Select(x => (int)x["line"]!));
        Assert.Equal(97, Outcomes(results).Count(x => x == "ACCEPTED"));
        Assert.Equal(
            """{"code":"BAD_USER_INPUT","path":"colour","message":"Variable $input: orders[0].colour is not known."}""",
            results[12]["errors"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task A_line_that_is_no_object_is_not_sent()
    {
        var results = await ImportAsync(
            ["not json", "", "[1]", "\"text\"", Order(1) + " and more", Order(2) + "\r",
                "{\"platform\":\"app\",\"externalReference\":\"\\ud800\"}"]);

        Assert.Equal(["INVALID", "INVALID", "INVALID", "INVALID", "INVALID", "ACCEPTED", "INVALID"], Outcomes(results));
        Assert.Equal(
            ["MALFORMED_JSON", "MALFORMED_JSON", "NOT_AN_OBJECT", "NOT_AN_OBJECT", "MALFORMED_JSON", null, "MALFORMED_JSON"],
            results.Select(x => x["errors"]!.AsArray().Select(y => (string?)y!["code"]).FirstOrDefault()));
        Assert.Single(server.Taken);
    }

    [Fact]
    public async Task Invalid_fields_are_named_by_their_paths()
    {
        server.Answer = bulk => Task.FromResult(Results.Json(StubbornServer.Data(
            [.. bulk.Orders.Select(_ => StubbornServer.Refused("ValidationError", "TOO_LONG", "service", "deliverables", "2", "name"))])));

        var results = await ImportAsync([Order(1)]);

        Assert.Equal(
            """{"line":1,"outcome":"INVALID","orderNumber":null,"errors":[{"code":"TOO_LONG","""
                + "\"path\":\"service.deliverables[2].name\",\"message\":\"No.\"}]}",
            results[0].ToJsonString());
    }

    [Fact]
    public async Task A_line_refused_for_overload_is_sent_again()
    {
        var refused = new ConcurrentDictionary<string, bool>();
        server.Answer = bulk => Task.FromResult(Results.Json(StubbornServer.Data([.. bulk.Orders.Index().Select(x =>
            x.Index % 3 == 0 && refused.TryAdd(x.Item.ToJsonString(), true)
                ? StubbornServer.Refused("OverloadedError", "OVERLOADED") : server.Submit(x.Item))])));

        var results = await ImportAsync(Enumerable.Range(1, 200).Select(n => Order(n)), "--batch", "20");

        Assert.All(Outcomes(results), x => Assert.Equal("ACCEPTED", x));
        Assert.Equal(200, server.Taken.Count);
    }

    [Fact]
    public async Task A_line_whose_answer_was_lost_is_replayed()
    {
        var first = true;
        server.Answer = bulk =>
        {
            var answer = server.CarryOut(bulk);
            if (first)
                bulk.Http.Abort();
            first = false;
            return Task.FromResult(answer);
        };

        var results = await ImportAsync([Order(1)]);

        Assert.Equal(["REPLAYED"], Outcomes(results));
        Assert.Equal("SO-1", (string?)results[0]["orderNumber"]);
    }

    [Fact]
    public async Task A_line_that_the_server_fails_at_leaves_the_others_alone()
    {
        server.Answer = bulk => Task.FromResult(bulk.Orders.Any(x => (string?)x["externalReference"] == "R5")
            ? StubbornServer.Refusal("INTERNAL_ERROR", "Something failed.", 500) : server.CarryOut(bulk));

        var results = await ImportAsync(1, Enumerable.Range(1, 8).Select(n => Order(n)));

        Assert.Equal(["ACCEPTED", "ACCEPTED", "ACCEPTED", "ACCEPTED", "UNANSWERED", "ACCEPTED", "ACCEPTED", "ACCEPTED"], Outcomes(results));
        Assert.EndsWith("ordergrains: 1 lines have no answer; the first because of INTERNAL_ERROR: Something failed.\n", error.ToString());
    }

    [Fact]
    public async Task An_unreachable_server_ends_the_import_and_every_line_says_so()
    {
        server.Answer = bulk =>
        {
            if (bulk.Number > 2)
                bulk.Http.Abort();
            return Task.FromResult(server.CarryOut(bulk));
        };

        var results =
            await ImportAsync(1, Enumerable.Range(1, 30).Select(n => Order(n)), "--batch", "10", "--concurrency", "1", "--patience", "1");

        Assert.Equal([.. Enumerable.Repeat("ACCEPTED", 10), .. Enumerable.Repeat("UNANSWERED", 20)], Outcomes(results));
        Assert.Contains("20 lines have no answer", error.ToString());
    }

    [Fact]
    public async Task A_token_that_is_refused_ends_the_import_before_it_begins()
    {
        var exit = await RunAsync([Order(1)], "a-wrong-token");

        Assert.Equal(1, exit);
        Assert.Equal("ordergrains: the server refuses: The token is not valid.\n", error.ToString());
        Assert.False(File.Exists(Path.Combine(directory, "results.jsonl")));
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_named()
    {
        var url = server.Url;
        await server.DisposeAsync();

        var exit = await RunAsync([Order(1)], StubbornServer.Token, url, "--patience", "0");

        Assert.Equal(1, exit);
        Assert.StartsWith($"ordergrains: {url}/graphql cannot be reached: ", error.ToString());
    }

    [Fact]
    public async Task An_address_without_an_API_is_reported()
    {
        var exit = await RunAsync([Order(1)], StubbornServer.Token, server.Url + "/elsewhere");

        Assert.Equal(1, exit);
        Assert.Equal($"ordergrains: the server refuses: {server.Url}/elsewhere answers with status 404. Is it the GraphQL endpoint?\n",
            error.ToString());
    }

    [Theory]
    [InlineData("app", "R-1 "), InlineData(" app\u00A0", "\u3000R-1")]
    public void Lines_belong_to_one_order_exactly_where_the_server_reads_them_so(string platform, string reference) =>
        Assert.Equal(Identity("app", "R-1"), Identity(platform, reference));

    [Theory]
    [InlineData("app", " "), InlineData(null, "R-1"), InlineData("\u200B", "R-1")]
    public void A_line_without_a_platform_and_its_reference_waits_for_no_other(string? platform, string reference) =>
        Assert.Null(Identity(platform, reference));

    [Fact]
    public async Task Reading_ahead_of_the_answers_is_bounded()
    {
        var options = new ImportOptions { Batch = 100, Concurrency = 3 };
        var queue = new ImportQueue(options);
        var line = ImportLine.Read(1, "{}"u8.ToArray(), 2);
        for (var i = 0; i < options.Window; i++)
            await queue.AddAsync(line, TestContext.Current.CancellationToken);
        var next = queue.AddAsync(line, TestContext.Current.CancellationToken).AsTask();
        Assert.False(next.IsCompleted);

        queue.Written(1);

        await next;
    }

    private static string Order(int number, string serviceType = "STAFF_TRAINING") =>
        new JsonObject { ["platform"] = "app", ["externalReference"] = $"R{number}", ["serviceType"] = serviceType }.ToJsonString();

    private static (string Platform, string Reference)? Identity(string? platform, string reference) => ImportLine.Read(
        1, System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["platform"] = platform, ["externalReference"] = reference }.ToJsonString()),
        0).Identity;

    private static IEnumerable<string?> Outcomes(List<JsonObject> results) => results.Select(x => (string?)x["outcome"]);

    private static IResult Failure(StubbornServer.Bulk bulk)
    {
        switch (bulk.Number % 4)
        {
            case 0:
                bulk.Http.Abort();
                return Results.Empty;
            case 1:
                bulk.Http.Response.Headers.RetryAfter = "0";
                return Results.StatusCode(503);
            case 2:
                bulk.Http.Response.Headers.RetryAfter = "0";
                return Results.StatusCode(429);
            default:
                return StubbornServer.Refusal("TIMEOUT", "Too late.", 200);
        }
    }

    private Task<List<JsonObject>> ImportAsync(IEnumerable<string> lines, params string[] options) => ImportAsync(0, lines, options);

    private async Task<List<JsonObject>> ImportAsync(int expectedExit, IEnumerable<string> lines, params string[] options)
    {
        var exit = await RunAsync(lines, StubbornServer.Token, server.Url, options);
        Assert.True(exit == expectedExit, error.ToString());
        return [.. File.ReadLines(Path.Combine(directory, "results.jsonl")).Select(x => JsonNode.Parse(x)!.AsObject())];
    }

    private Task<int> RunAsync(IEnumerable<string> lines, string token) => RunAsync(lines, token, server.Url);

    private async Task<int> RunAsync(IEnumerable<string> lines, string token, string url, params string[] options)
    {
        var file = Path.Combine(directory, "orders.jsonl");
        await File.WriteAllTextAsync(file, string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);
        string[] args = ["import", file, "--url", url, "--token", token, "--results", Path.Combine(directory, "results.jsonl"), .. options];
        return await CommandLine.RunAsync(args, _ => throw new InvalidOperationException("The server was started."),
            new Terminal(output, error, isWatched: false));
    }
}
