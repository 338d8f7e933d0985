using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Tests.Security;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class PersistedDocumentTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static object Named(string hash) => new { persistedQuery = new { version = 1, sha256Hash = hash } };

    private static Task<Answer> SendAsync(ApiServer to, object body, string? token = null) =>
        to.PostAsync(JsonSerializer.Serialize(body), token: token);

    [Fact]
    public async Task A_document_sent_once_with_its_hash_can_be_named_by_it()
    {
        const string query = "query($name: String) { greeting: hello(name: $name) }";
        var unknown = await SendAsync(server, new { extensions = Named(Hash(query)) });
        var first = await SendAsync(server, new { query, variables = new { name = "书" }, extensions = Named(Hash(query)) });
        var second = await SendAsync(server, new { variables = new { name = "书" }, extensions = Named(Hash(query)) });
        var byGet = await server.SendAsync(
            new(HttpMethod.Get, $"?extensions={Uri.EscapeDataString(JsonSerializer.Serialize(Named(Hash(query))))}"));
        var byId = await SendAsync(server, new { documentId = "sha256:" + Hash(query) });

        Assert.Equal(("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound"), (unknown.Code, unknown.Message));
        Assert.Equal("""{"data":{"greeting":"Hello 书"}}""", first.Text);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(("""{"data":{"greeting":"Hello you"}}""", byGet.Text), (byGet.Text, byId.Text));
    }

    [Fact]
    public async Task A_hash_of_another_document_is_refused_and_not_stored()
    {
        const string query = "{ other: hello }";
        var refused = await SendAsync(server, new { query, extensions = Named(Hash("{ something }")) });

        Assert.Equal((400, "PERSISTED_QUERY_MISMATCH"), (refused.Status, refused.Code));
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await SendAsync(server, new { extensions = Named(Hash("{ something }")) })).Code);
    }

    [Fact]
    public async Task A_forbidden_document_is_forbidden_by_its_hash_too()
    {
        const string query = "{ secret: ledger }";
        await SendAsync(server, new { query, extensions = Named(Hash(query)) }, server.Token(Roles.Finance));

        Assert.Equal(403, (await SendAsync(server, new { extensions = Named(Hash(query)) }, server.Token(Roles.Sales))).Status);
        Assert.Equal(200, (await SendAsync(server, new { extensions = Named(Hash(query)) }, server.Token(Roles.Finance))).Status);
    }

    [Theory]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"zz"}}}""", "PERSISTED_QUERY_NOT_FOUND")]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1,"sha256Hash":7}}}""", "INVALID_REQUEST")]
    [InlineData("""{"extensions":{"persistedQuery":"x"}}""", "INVALID_REQUEST")]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1}}}""", "INVALID_REQUEST")]
    [InlineData("""{"documentId":7}""", "INVALID_REQUEST")]
    [InlineData("""{"documentId":"abc"}""", "INVALID_REQUEST")]
    [InlineData("""{"documentId":"sha256:é"}""", "PERSISTED_QUERY_NOT_FOUND")]
    public async Task An_invalid_hash_names_no_document(string body, string code) =>
        Assert.Equal((400, code), (await server.PostAsync(body) is var answer ? answer.Status : 0, answer.Code));

    [Fact]
    public async Task A_server_restricted_to_its_list_refuses_other_documents()
    {
        using var directory = new Scratch();
        const string listed = "{ hello }";
        const string other = "{ me }";
        var file = directory.Write("documents.json", JsonSerializer.Serialize(new Dictionary<string, string> { [Hash(listed)] = listed }));
        await using var strict =
            new ApiServer { Settings = { ["GraphQL:DocumentsFile"] = file, ["GraphQL:OnlyListedDocuments"] = "true" } };
        await strict.InitializeAsync();

        Assert.Equal("""{"data":{"hello":"Hello you"}}""", (await SendAsync(strict, new { extensions = Named(Hash(listed)) })).Text);
        Assert.Equal("""{"data":{"hello":"Hello you"}}""", (await SendAsync(strict, new { query = listed })).Text);
        Assert.Equal(
            (400, "PERSISTED_QUERY_REQUIRED"), (await SendAsync(strict, new { query = other }) is var text ? text.Status : 0, text.Code));
        Assert.Equal("PERSISTED_QUERY_REQUIRED", (await SendAsync(strict, new { query = other, extensions = Named(Hash(other)) })).Code);
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await SendAsync(strict, new { extensions = Named(Hash(other)) })).Code);
    }

    [Theory]
    [InlineData("""{"00":"{ hello }"}""")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData(null)]
    [InlineData("{ nothing }")]
    public async Task An_unusable_list_stops_the_start(string? content)
    {
        using var directory = new Scratch();
        var text = content is "{ nothing }" ? JsonSerializer.Serialize(new Dictionary<string, string> { [Hash(content)] = content })
            : content;
        var file = text is null ? Path.Combine(directory.Path, "missing.json") : directory.Write("documents.json", text);
        await using var wrong = new ApiServer { Settings = { ["GraphQL:DocumentsFile"] = file } };
        await using var without = new ApiServer { Settings = { ["GraphQL:OnlyListedDocuments"] = "true" } };

        await Assert.ThrowsAsync<PersistedDocumentsRefusedException>(() => wrong.InitializeAsync().AsTask());
        await Assert.ThrowsAsync<PersistedDocumentsRefusedException>(() => without.InitializeAsync().AsTask());
    }
}
