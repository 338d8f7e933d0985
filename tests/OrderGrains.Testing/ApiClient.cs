using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OrderGrains.Testing;

/// <summary>A GraphQL client with a token, as small as a test needs it.</summary>
public sealed class ApiClient(Uri site, string? token)
{
    private const string Outcome = """
        order { id number status revision customer { id } }
        replayed
        errors {
          __typename code message path clause
          ... on StaleRevisionError { current }
          ... on StateConflictError { status command allowed }
          ... on SeparationOfDutiesError { conflictingStep conflictingActor }
        }
        """;
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Whether every mutation that can be tried is tried first, and must then be answered as the dry run was.</summary>
    public bool TriesFirst { get; init; }

    /// <summary>Calls a mutation on orders.</summary>
    /// <param name="mutation">Its name; the type of its input is named after it.</param>
    /// <param name="input">Its input.</param>
    /// <returns>Its payload.</returns>
    public async Task<JsonObject> OrderAsync(string mutation, JsonObject input)
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var data = await QueryAsync(
            $"mutation M($input: {type}!) {{ it: {mutation}(input: $input) {{ {Outcome} }} }}", new JsonObject { ["input"] = input });
        return data["it"]!.AsObject();
    }

    /// <summary>Calls a mutation on orders that must be accepted. As clients are told to, it tries again what a busy server has not
    /// recorded.</summary>
    /// <returns>The order.</returns>
    public async Task<JsonObject> AcceptedAsync(string mutation, JsonObject input)
    {
        var payload = await OrderAsync(mutation, (JsonObject)input.DeepClone());
        while (payload["errors"]!.AsArray() is [var error] && (string?)error!["code"] == "OVERLOADED")
        {
            await Polling.PauseAsync();
            payload = await OrderAsync(mutation, (JsonObject)input.DeepClone());
        }
        Assert.True(payload["errors"]!.AsArray().Count == 0, payload.ToJsonString());
        return payload["order"]!.AsObject();
    }

    /// <summary>Asks, and returns the data; a request that is refused fails the test.</summary>
    public async Task<JsonObject> QueryAsync(string query, JsonObject? variables = null)
    {
        if (!TriesFirst || !query.StartsWith("mutation", StringComparison.Ordinal) || variables?["input"] is not JsonObject input
            || !ProductSchema.Tryable.Any(mutation => query.Contains($" {mutation}(", StringComparison.Ordinal)))
            return await AskAsync(query, variables);
        var trial = (JsonObject)input.DeepClone();
        trial["dryRun"] = true;
        var (tried, data) = (await AskAsync(query, new() { ["input"] = trial }), await AskAsync(query, variables));
        Assert.Equal(Decisions(data), Decisions(tried));
        return data;
    }

    private async Task<JsonObject> AskAsync(string query, JsonObject? variables)
    {
        var answer = await SendAsync(new JsonObject { ["query"] = query, ["variables"] = variables }.ToJsonString());
        Assert.True(answer.Status == HttpStatusCode.OK && answer.Json?["errors"] is null, $"{(int)answer.Status}: {answer.Text}");
        return answer.Json!["data"]!.AsObject();
    }

    // What was refused and repeated, of a command and of the items of a bulk.
    private static string Decisions(JsonObject data)
    {
        var payload = data.Single().Value!;
        return string.Join('\n', payload["results"]?.AsArray().Prepend(payload).Select(Decision) ?? [Decision(payload)]);

        static string Decision(JsonNode? answer) => $"{answer!["errors"]?.ToJsonString()} {answer["replayed"]}";
    }

    /// <summary>Begins an operation as server-sent events, and leaves after the first that is said.</summary>
    /// <returns>The answer; no JSON where the events of a subscription are awaited.</returns>
    public async Task<Answer> BeginAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site, "/graphql/stream"));
        request.Content =
            new StringContent(new JsonObject { ["query"] = query }.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        var text = "";
        while (await events.ReadLineAsync() is { Length: > 0 } line)
            text += line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : "";
        return new(response.StatusCode, text, text.Length > 0 ? JsonNode.Parse(text)!.AsObject() : null);
    }

    /// <summary>Sends a body as it is.</summary>
    public Task<Answer> SendAsync(string body) => SendAsync(Encoding.UTF8.GetBytes(body), "application/json");

    /// <summary>Sends a body as it is.</summary>
    public async Task<Answer> SendAsync(byte[] body, string contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(site, "/graphql")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Accept.ParseAdd("application/graphql-response+json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : null);
    }

    /// <summary>What came back.</summary>
    public sealed record Answer(HttpStatusCode Status, string Text, JsonObject? Json)
    {
        /// <summary>The code of the first top-level error.</summary>
        public string? Code => (string?)Json?["errors"]?[0]?["extensions"]?["code"];

        /// <summary>The message of the first top-level error.</summary>
        public string Message => (string?)Json?["errors"]?[0]?["message"] ?? "";
    }
}
