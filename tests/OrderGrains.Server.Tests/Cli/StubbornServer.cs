using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrderGrains.Server.Tests.Cli;

/// <summary>An endpoint that takes bulks and misbehaves on purpose: it answers as <see cref="Answer"/> says and records the
/// requests.</summary>
public sealed class StubbornServer : IAsyncDisposable
{
    public const string Token = "the-token";
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, (string Number, string Content)> orders = new();
    private readonly ConcurrentDictionary<string, int> inFlight = new();
    private int numbers;
    private int requests;

    private StubbornServer(WebApplication app) => this.app = app;

    /// <summary>The treatment of a request that is not empty; by default it is carried out.</summary>
    public Func<Bulk, Task<IResult>>? Answer { get; set; }

    /// <summary>The lines in the order in which they were carried out.</summary>
    public ConcurrentQueue<JsonObject> Taken { get; } = new();

    /// <summary>References that were in two requests at a time.</summary>
    public ConcurrentBag<string> Overtaken { get; } = [];

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<StubbornServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new StubbornServer(app);
        app.MapPost("/graphql", (Delegate)server.ServeAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Carries a bulk out as the product would.</summary>
    public IResult CarryOut(Bulk bulk) => Results.Json(Data([.. bulk.Orders.Select(Submit)]));

    public static IResult Refusal(string code, string message, int status = 400)
    {
        var error = new JsonObject { ["message"] = message, ["extensions"] = new JsonObject { ["code"] = code } };
        return Results.Json(new JsonObject { ["errors"] = new JsonArray(error) }, statusCode: status);
    }

    public static JsonObject Refused(string type, string code, params string[] path) => new()
    {
        ["order"] = null,
        ["replayed"] = false,
        ["errors"] = new JsonArray(new JsonObject
        {
            ["__typename"] = type,
            ["code"] = code,
            ["message"] = "No.",
            ["path"] = path.Length == 0 ? null : new JsonArray([.. path.Select(x => (JsonNode)x)]),
        }),
    };

    public static JsonObject Data(JsonNode[] results) =>
        new()
        {
            ["data"] =
            new JsonObject
            {
                ["orderBulkSubmit"] =
                new JsonObject { ["results"] = new JsonArray(results), ["errors"] = new JsonArray() }
            }
        };

    /// <summary>The result of one order: accepted, replayed or in conflict.</summary>
    public JsonNode Submit(JsonObject order)
    {
        Taken.Enqueue(order);
        var fresh = ($"SO-{Interlocked.Increment(ref numbers)}", order.ToJsonString());
        var stored = orders.GetOrAdd(Reference(order), fresh);
        if (stored.Content != fresh.Item2)
            return Refused("IdempotencyConflictError", "IDEMPOTENCY_CONFLICT");
        var replayed = stored.Number != fresh.Item1;
        return new JsonObject
        {
            ["order"] = new JsonObject { ["number"] = stored.Number },
            ["replayed"] = replayed,
            ["errors"] = new JsonArray()
        };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static string Reference(JsonObject order) => $"{order["platform"]}/{order["externalReference"]}";

    private async Task<IResult> ServeAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Bearer {Token}")
            return Refusal("UNAUTHENTICATED", "The token is not valid.", 401);
        var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        Bulk bulk = new(http, Interlocked.Increment(ref requests),
            [.. request["variables"]!["input"]!["orders"]!.AsArray().Select(x => x!.AsObject())]);
        if (bulk.Orders.Count == 0)
            return Results.Json(Data([]));
        foreach (var reference in bulk.Orders.Select(Reference))
        {
            if (inFlight.AddOrUpdate(reference, 1, (_, count) => count + 1) > 1)
                Overtaken.Add(reference);
        }
        var answer = Answer is null ? CarryOut(bulk) : await Answer(bulk);
        foreach (var reference in bulk.Orders.Select(Reference))
            inFlight.AddOrUpdate(reference, 0, (_, count) => count - 1);
        return answer;
    }

    /// <summary>The content of one request.</summary>
    public sealed record Bulk(HttpContext Http, int Number, IReadOnlyList<JsonObject> Orders);
}
