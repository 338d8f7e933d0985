using System.Text.Json.Nodes;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>The commands that clients of a cluster send for orders.</summary>
internal static class Commands
{
    /// <summary>Replaces the code where a server was gone before it answered.</summary>
    public const string NoAnswer = "NO_ANSWER";

    /// <summary>The codes after which a client repeats the command with its key, as the guide says.</summary>
    public static readonly string[] Passing = ["UNAVAILABLE", "OVERLOADED", "OUTCOME_UNKNOWN", "TIMEOUT"];

    /// <summary>Submits an order.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> SubmitAsync(this Member member, string reference) =>
        (string)(await member.As("PLATFORM").AcceptedAsync("orderSubmit", Submission(reference)))["id"]!;

    /// <summary>The input of an order's submission.</summary>
    public static JsonObject Submission(string reference) => new() { ["order"] = SampleSubmissions.Order(reference) };

    /// <summary>The input of a hold.</summary>
    public static JsonObject Hold(string order, string? key = null, int? revision = null) =>
        Of(order, key, revision, ("kind", "INTERNAL"), ("reason", "A question."), ("expectedResume", "2199-12-31"));

    /// <summary>The input of the hold's end.</summary>
    public static JsonObject Resume(string order, string? key = null, int? revision = null) => Of(order, key, revision);

    /// <summary>The input of a command on an order.</summary>
    public static JsonObject Of(string order, string? key = null, int? revision = null, params (string Name, string Value)[] more)
    {
        var input = new JsonObject { ["orderId"] = order };
        if (key is not null)
            input["idempotencyKey"] = key;
        if (revision is not null)
            input["expectedRevision"] = revision;
        foreach (var (name, value) in more)
            input[name] = value;
        return input;
    }

    /// <summary>The codes of a payload's refusals.</summary>
    public static string[] Codes(this JsonObject payload) => [.. payload["errors"]!.AsArray().Select(x => (string)x!["code"]!)];

    /// <summary>Calls a mutation.</summary>
    /// <returns>Its payload; null where there was no answer, or one that asks for another try.</returns>
    public static async Task<JsonObject?> TryAsync(this Member member, string role, string mutation, JsonObject input) =>
        await member.AskAsync(role, mutation, input) is ({ } payload, var codes) && !codes.Intersect(Passing).Any() ? payload : null;

    /// <summary>Calls a mutation.</summary>
    /// <returns>Its payload, and the codes of its errors; no payload where there was no answer (code <c>NO_ANSWER</c>) or only a
    /// fault.</returns>
    public static async Task<(JsonObject? Payload, string[] Codes)> AskAsync(
        this Member member, string role, string mutation, JsonObject input)
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var body = new JsonObject
        {
            ["query"] = $"mutation M($input: {type}!) {{ it: {mutation}(input: $input) {{ order {{ id number revision }} replayed errors "
                + $"{{ code message }} }} }}",
            ["variables"] = new JsonObject { ["input"] = input.DeepClone() },
        };
        try
        {
            var answer = await member.As(role).SendAsync(body.ToJsonString());
            return answer.Json?["data"]?["it"] is JsonObject payload ? (payload, payload.Codes())
                : (null, [answer.Code ?? $"HTTP {(int)answer.Status}"]);
        }
        catch (HttpRequestException)
        {
            return (null, [NoAnswer]);
        }
    }
}
