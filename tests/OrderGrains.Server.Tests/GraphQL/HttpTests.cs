using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class HttpTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Graphql = "application/graphql-response+json";
    private const string Json = "application/json";

    [Theory]
    [InlineData(null, "application/json; charset=utf-8")]
    [InlineData("*/*", "application/json; charset=utf-8")]
    [InlineData("application/*", "application/json; charset=utf-8")]
    [InlineData("application/json", "application/json; charset=utf-8")]
    [InlineData("application/graphql-response+json", "application/graphql-response+json; charset=utf-8")]
    [InlineData("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
        "application/graphql-response+json; charset=utf-8")]
    [InlineData("application/json, application/graphql-response+json", "application/json; charset=utf-8")]
    [InlineData("application/json;q=0.5, application/graphql-response+json;q=0.9", "application/graphql-response+json; charset=utf-8")]
    [InlineData("application/graphql-response+json;q=0, */*", "application/json; charset=utf-8")]
    [InlineData("text/html, */*;q=0.1", "application/json; charset=utf-8")]
    public async Task The_answer_has_the_media_type_that_the_client_prefers(string? accept, string media)
    {
        var answer = await server.AskAsync("{ hello }", accept: accept);

        Assert.Equal((200, media), (answer.Status, answer.Media));
        Assert.Equal("""{"data":{"hello":"Hello you"}}""", answer.Text);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json;q=0, application/graphql-response+json;q=0")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("not a media type")]
    public async Task A_client_that_accepts_no_supported_media_type_gets_406(string accept)
    {
        var answer = await server.AskAsync("{ hello }", accept: accept);

        Assert.Equal((406, "NOT_ACCEPTABLE"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/graphql")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    public async Task A_body_that_is_not_JSON_is_refused(string? type)
    {
        var answer = await server.PostAsync("""{"query":"{ hello }"}""", type);

        Assert.Equal((415, "UNSUPPORTED_MEDIA_TYPE"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json;charset=\"utf-8\"")]
    [InlineData("APPLICATION/JSON")]
    public async Task The_JSON_media_type_may_have_any_spelling(string type) =>
        Assert.Equal(200, (await server.PostAsync("""{"query":"{ hello }"}""", type)).Status);

    [Theory]
    [InlineData("", "MALFORMED_JSON")]
    [InlineData("{", "MALFORMED_JSON")]
    [InlineData("{\"query\": \"{ hello }\"} extra", "MALFORMED_JSON")]
    [InlineData("{\"query\": \"{ hello }\",}", "MALFORMED_JSON")]
    [InlineData("{'query': '{ hello }'}", "MALFORMED_JSON")]
    [InlineData("{\"query\": \"{ hello(name: \\\"\\ud800\\\") }\"}", "MALFORMED_JSON")]
    [InlineData("[{\"query\": \"{ hello }\"}]", "BATCHING_NOT_ALLOWED")]
    [InlineData("\"{ hello }\"", "INVALID_REQUEST")]
    [InlineData("null", "INVALID_REQUEST")]
    [InlineData("{}", "INVALID_REQUEST")]
    [InlineData("{\"query\": null}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"\"}", "INVALID_REQUEST")]
    [InlineData("{\"query\": 7}", "INVALID_REQUEST")]
    [InlineData("{\"query\": {\"a\": 1}}", "INVALID_REQUEST")]
    [InlineData("{\"query\": [\"{ hello }\"]}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"{ hello }\", \"query\": \"{ me }\"}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"{ hello }\", \"operationName\": 7}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"{ hello }\", \"operationName\": {}}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"{ hello }\", \"variables\": \"x\"}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"{ hello }\", \"variables\": []}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"{ hello }\", \"variables\": 0}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"{ hello }\", \"extensions\": \"x\"}", "INVALID_REQUEST")]
    [InlineData("{\"query\": \"{ hello }\", \"extensions\": [1]}", "INVALID_REQUEST")]
    public async Task A_malformed_request_is_refused_in_every_media_type(string body, string code)
    {
        foreach (var accept in new[] { Graphql, Json })
        {
            var answer = await server.PostAsync(body, accept: accept);
            Assert.Equal((400, code, false), (answer.Status, answer.Code, answer.HasData));
        }
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_is_refused()
    {
        var body = new ByteArrayContent(
            [.. Encoding.ASCII.GetBytes("{\"query\":\"{ hello(name: \\\""), 0xC3, 0x28, .. Encoding.ASCII.GetBytes("\\\") }\"}")]);
        body.Headers.ContentType = new MediaTypeHeaderValue(Json);

        var answer = await server.SendAsync(new HttpRequestMessage(HttpMethod.Post, "") { Content = body });

        Assert.Equal((400, "MALFORMED_JSON"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Nullable_members_may_be_null_and_unknown_members_are_ignored()
    {
        var answer = await server.PostAsync(
            """{"future": [{"a": "}"}], "query": "{ hello }", "operationName": null, "variables": null, "extensions": null}""");

        Assert.Equal("""{"data":{"hello":"Hello you"}}""", answer.Text);
    }

    [Theory]
    [InlineData("{ hello", "GRAPHQL_PARSE_FAILED")]
    [InlineData("{ nothing }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("query($x: Int!) { hello }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("query A { hello } query B { hello }", "OPERATION_NOT_FOUND")]
    [InlineData("fragment A on Query { hello }", "OPERATION_NOT_FOUND")]
    [InlineData("subscription { hello }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("query($n: Int!) { shelf(first: $n) { nodes { title } } }", "BAD_USER_INPUT")]
    public async Task A_GraphQL_refusal_has_no_data_and_the_status_of_its_media_type(string query, string code)
    {
        var strict = await server.AskAsync(query);
        var lenient = await server.AskAsync(query, accept: Json);

        Assert.Equal((400, code, false), (strict.Status, strict.Code, strict.HasData));
        Assert.Equal((200, code, false), (lenient.Status, lenient.Code, lenient.HasData));
    }

    [Fact]
    public async Task An_operation_is_selected_by_its_name()
    {
        var answer = await server.PostAsync("""{"query": "query A { hello } query B { hello(name: \"B\") }", "operationName": "B"}""");
        var unknown = await server.PostAsync("""{"query": "query A { hello }", "operationName": "C"}""");

        Assert.Equal("Hello B", answer.Data.GetProperty("hello").GetString());
        Assert.Equal((400, "OPERATION_NOT_FOUND"), (unknown.Status, unknown.Code));
    }

    [Fact]
    public async Task A_query_may_be_sent_by_GET()
    {
        var answer = await GetAsync("?query=query($n:String){hello(name:$n)}&variables=%7B%22n%22:%22%E4%B9%A6%22%7D");

        Assert.Equal((200, """{"data":{"hello":"Hello 书"}}"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_mutation_by_GET_is_refused_before_it_is_executed()
    {
        var answer = await GetAsync("?query=mutation{note(text:%22by%20get%22)}");

        Assert.Equal(
            (405, "METHOD_NOT_ALLOWED", "POST"), (answer.Status, answer.Code, string.Join(", ", answer.Response.Content.Headers.Allow)));
        Assert.DoesNotContain("by get begins", server.Witness.Mutations);
    }

    [Theory]
    [InlineData("", "INVALID_REQUEST")]
    [InlineData("?query={hello}&query={me}", "INVALID_REQUEST")]
    [InlineData("?query={hello}&variables=[]", "INVALID_REQUEST")]
    [InlineData("?query={hello}&variables={", "MALFORMED_JSON")]
    [InlineData("?query={hello}&variables=1,%22query%22:%22{me}%22", "MALFORMED_JSON")]
    public async Task A_malformed_GET_is_refused(string query, string code)
    {
        var answer = await GetAsync(query);

        Assert.Equal((400, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Other_methods_are_refused()
    {
        var answer = await server.SendAsync(new HttpRequestMessage(HttpMethod.Put, "") { Content = new StringContent("{}") });

        Assert.Equal((405, "GET, POST"), (answer.Status, string.Join(", ", answer.Response.Content.Headers.Allow)));
    }

    [Fact]
    public async Task Answers_are_not_stored_and_not_sniffed()
    {
        var answer = await server.AskAsync("{ hello }");

        Assert.True(answer.Response.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", answer.Response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Only_marked_mutations_accept_large_variables()
    {
        var variables = new { forms = new[] { new { serviceType = new string('x', 2 << 20) } } };

        var large = await server.AskAsync("mutation($forms: [OrderFormInput!]!) { submitMany(forms: $forms) }", variables);
        var tooLarge = await server.AskAsync("query($n: String) { hello(name: $n) }", new { n = new string('x', 1 << 20) });

        Assert.Equal("""{"data":{"submitMany":1}}""", large.Text);
        Assert.Equal((413, "PAYLOAD_TOO_LARGE"), (tooLarge.Status, tooLarge.Code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_above_the_limit_is_refused(bool announced)
    {
        var body = Encoding.UTF8.GetBytes("""{"query":"{ hello }","variables":{"x":"x"}}""".PadRight((8 << 20) + 1));
        var content = new StreamContent(new MemoryStream(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        content.Headers.ContentLength = announced ? body.Length : null;
        var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = content };
        request.Headers.TransferEncodingChunked = !announced;
        request.Headers.ExpectContinue = true;

        var answer = await server.SendAsync(request);

        Assert.Equal((413, "PAYLOAD_TOO_LARGE"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip, br;q=0.5", "gzip")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("deflate, identity", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData(null, null)]
    public async Task A_long_answer_is_compressed_as_the_client_prefers(string? accepted, string? encoding)
    {
        using var answer = await EncodedAsync("{ shelf(first: 100) { nodes { title } } }", accepted);
        var plain = await server.AskAsync("{ shelf(first: 100) { nodes { title } } }");

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream text = encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : encoding == "gzip"
            ? new GZipStream(body, CompressionMode.Decompress) : body;
        Assert.Equal(plain.Text, await new StreamReader(text).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_short_answer_is_not_compressed()
    {
        using var answer = await EncodedAsync("{ hello }", "gzip, br");

        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal("""{"data":{"hello":"Hello you"}}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<HttpResponseMessage> EncodedAsync(string query, string? accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"?query={Uri.EscapeDataString(query)}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token());
        if (accepted is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<Answer> GetAsync(string query) =>
        server.SendAsync(
            new HttpRequestMessage(HttpMethod.Get,
                new Uri(server.Client.BaseAddress + query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })),
                Graphql);
}
