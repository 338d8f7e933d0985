using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class AccessTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Book = "Qm9vawAAAAcAAAAAAAAAAAAAAAA";

    [Theory]
    [InlineData("{ ledger }", "Query.ledger")]
    [InlineData("{ a: ledger }", "Query.ledger")]
    [InlineData("{ hello ...F } fragment F on Query { ledger }", "Query.ledger")]
    [InlineData("{ ... { ledger @skip(if: true) } }", "Query.ledger")]
    [InlineData("{ shelf { nodes { cost } } }", "Book.cost")]
    [InlineData("{ node(id: \"" + Book + "\") { id ... on Book { cost } } }", "Book.cost")]
    [InlineData("{ node(id: \"" + Book + "\") { ...F } } fragment F on Node { ... on Book { similar { cost } } }", "Book.cost")]
    public async Task A_field_of_another_role_is_refused_before_anything_is_executed(string query, string field)
    {
        var sales = await server.AskAsync(query, token: server.Token(Roles.Sales | Roles.OrderManager));
        var finance = await server.AskAsync(query, token: server.Token(Roles.Finance));

        Assert.Equal((403, "FORBIDDEN", false), (sales.Status, sales.Code, sales.HasData));
        Assert.Contains(field, sales.Message, StringComparison.Ordinal);
        Assert.Equal(200, finance.Status);
        Assert.Null(finance.Code);
    }

    [Fact]
    public async Task One_of_the_roles_is_enough() =>
        Assert.Equal(200, (await server.AskAsync("{ ledger }", token: server.Token(Roles.Auditor))).Status);

    [Fact]
    public async Task A_cached_document_is_checked_against_the_policy_too()
    {
        var allowed = await server.AskAsync("{ cached: ledger }", token: server.Token(Roles.Finance));
        var refused = await server.AskAsync("{ cached: ledger }", token: server.Token(Roles.Sales));

        Assert.Equal((200, 403), (allowed.Status, refused.Status));
    }

    [Fact]
    public async Task Access_is_decided_before_the_input_is_read()
    {
        var answer = await server.AskAsync("query($x: Int!) { ledger shelf(first: $x) { nodes { title } } }", new { x = "no number" });

        Assert.Equal("FORBIDDEN", answer.Code);
    }

    [Theory]
    [InlineData("{ hello }")]
    [InlineData("{ __typename }")]
    [InlineData("{ nothing")]
    public async Task A_request_without_a_token_is_refused(string query)
    {
        foreach (var accept in new[] { "application/graphql-response+json", "application/json", "text/html" })
        {
            var answer = await server.AskAsync(query, accept: accept, token: "");
            Assert.Equal(
                (401, "UNAUTHENTICATED", "Bearer"), (answer.Status, answer.Code, answer.Response.Headers.WwwAuthenticate.ToString()));
        }
    }

    [Fact]
    public async Task An_actor_is_derived_from_the_claims()
    {
        var token = server.Tokens.Issue(
            Roles.Platform | Roles.Auditor, "shop-1", ["app", "wechat-mini"], "00000000000000000000000000000007");

        var answer = await server.AskAsync("{ me }", token: token);

        Assert.Equal(
            "shop-1 Auditor, Platform app,wechat-mini 00000000000000000000000000000007", answer.Data.GetProperty("me").GetString());
    }
}
