using System.Text;
using System.Text.Json;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class LimitTests(ApiServer server) : IClassFixture<ApiServer>
{
    private static string Nested(int depth) =>
        $"{{ node(id: \"x\") {{ ... on Book {{ {Repeat("similar { ", depth)} title {Repeat("}", depth)} }} }} }}";
    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
    private static string Many(int count, Func<int, string> text) => string.Join(' ', Enumerable.Range(0, count).Select(text));

    public static TheoryData<string, string> Bombs => new()
    {
        { Nested(11), "DEPTH_LIMIT_EXCEEDED" },
        { Nested(5_000), "DEPTH_LIMIT_EXCEEDED" },
        { "{ a" + Repeat("{a", 10_000), "DEPTH_LIMIT_EXCEEDED" },
        { $"{{ sum(numbers: {Repeat("[", 10_000)}{Repeat("]", 10_000)}) }}", "DEPTH_LIMIT_EXCEEDED" },
        { $"{{ hello(name: {Repeat("{a:", 5_000)} 1 {Repeat("}", 5_000)}) }}", "DEPTH_LIMIT_EXCEEDED" },
        { $"query($x: {Repeat("[", 10_000)}Int{Repeat("]", 10_000)}) {{ hello }}", "DEPTH_LIMIT_EXCEEDED" },
        { $"{{ {Many(31, i => $"a{i}: hello")} }}", "ALIAS_LIMIT_EXCEEDED" },
        { $"{{ {Many(8, _ => "...F")} }} fragment F on Query {{ a: hello b: me c: hello d: me }}", "ALIAS_LIMIT_EXCEEDED" },
        { $"{{ {Many(1_001, _ => "hello")} }}", "SELECTION_LIMIT_EXCEEDED" },
        { $"{{ ...F0 }} {Many(40, i => $"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}")} fragment F40 on Query {{ hello }}",
            "SELECTION_LIMIT_EXCEEDED" },
        { $"{{ hello }} {Many(40, i => $"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}")} fragment F40 on Query {{ hello }}",
            "SELECTION_LIMIT_EXCEEDED" },
        { "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "GRAPHQL_VALIDATION_FAILED" },
        { "{ hello } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED" },
        { $"{{ hello {Repeat("@skip(if: false) ", 51)} }}", "DIRECTIVE_LIMIT_EXCEEDED" },
        { Many(21, i => $"query Q{i} {{ hello }}"), "OPERATION_LIMIT_EXCEEDED" },
        { $"mutation {{ {Many(11, i => $"n{i}: note(text: \"x\")")} }}", "MUTATION_LIMIT_EXCEEDED" },
        { $"mutation {{ {Many(4, i => $"...F")} }} fragment F on Mutation {{ a: note(text: \"x\") b: note(text: \"x\") c: note(text: "
            + $"\"x\") }}", "MUTATION_LIMIT_EXCEEDED" },
        { "{ shelf(first: 100) { nodes { neighbours(first: 100) { nodes { title } } } } }", "COST_LIMIT_EXCEEDED" },
        { "{ shelf(last: 100) { edges { node { similar { similar { similar { title } } } } } } }", "COST_LIMIT_EXCEEDED" },
        { "{ shelf { nodes { neighbours { nodes { neighbours { nodes { neighbours { nodes { title } } } } } } } } }",
            "COST_LIMIT_EXCEEDED" },
        { "{ __schema { types { name } } }", "INTROSPECTION_DISABLED" },
        { "{ __type(name: \"Book\") { name } }", "INTROSPECTION_DISABLED" },
        { "{ ...F } fragment F on Query { __schema { types { name } } }", "INTROSPECTION_DISABLED" },
    };

    [Theory]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public async Task A_document_beyond_a_limit_is_refused_with_the_code_of_the_limit(string query, string code)
    {
        var answer = await server.AskAsync(query); // Some of these queries would never end without limits.

        Assert.Equal((400, code, false), (answer.Status, answer.Code, answer.HasData));
    }

    [Fact]
    public async Task A_document_above_64_KB_is_refused()
    {
        var answer = await server.AskAsync($"{{ hello {new string(' ', 64 << 10)} }}");

        Assert.Equal((413, "PAYLOAD_TOO_LARGE"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Deeply_nested_JSON_is_refused()
    {
        var answer =
            await server.PostAsync("""{"query":"{ hello }","variables":{"x":""" + Repeat("[", 100_000) + Repeat("]", 100_000) + "}}");

        Assert.Equal((400, "MALFORMED_JSON"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Page_sizes_in_variables_count_too()
    {
        const string query = "query($n: Int) { shelf(first: $n) { nodes { neighbours(first: $n) { nodes { title } } } } }";

        var small = await server.AskAsync(query, new { n = 10 });
        var large = await server.AskAsync(query, new { n = 100 });
        var none = await server.AskAsync(query);

        Assert.Equal((200, 200), (small.Status, none.Status));
        Assert.Equal((400, "COST_LIMIT_EXCEEDED"), (large.Status, large.Code));
    }

    [Theory]
    [InlineData("{ hello }", 0)]
    [InlineData("{ shelf(first: 10) { nodes { title price } } }", 11)]
    [InlineData("{ shelf { edges { node { title } cursor } pageInfo { hasNextPage } } }", 1 + 20 * 2 + 1)]
    [InlineData("{ shelf(first: 2) { totalCount nodes { similar { title } } } }", 1 + 10 + 2 * (1 + 20))]
    [InlineData("{ sum(numbers: [\"1\", \"2\", \"3\"]) }", 3)]
    [InlineData("query($n: [Decimal!] = [\"1\", \"2\"]) { sum(numbers: [\"1\"], more: $n) }", 3)]
    public async Task The_cost_is_returned_on_request(string query, int cost)
    {
        var answer = await server.PostAsync(JsonSerializer.Serialize(new { query, extensions = new { cost = true } }));
        var silent = await server.AskAsync(query);

        Assert.Equal(cost, answer.Json.GetProperty("extensions").GetProperty("cost").GetProperty("requested").GetInt32());
        Assert.Equal(10_000, answer.Json.GetProperty("extensions").GetProperty("cost").GetProperty("allowed").GetInt32());
        Assert.False(silent.Json.TryGetProperty("extensions", out _));
    }

    [Fact]
    public async Task The_content_of_a_filter_counts_also_in_variables()
    {
        const string query = "query($n: [Decimal!]!) { sum(numbers: $n) more: sum(numbers: $n) }";

        var answer = await server.PostAsync(
            JsonSerializer.Serialize(new { query, variables = new { n = Enumerable.Repeat("1", 100) }, extensions = new { cost = true } }));
        var tooMany = await server.AskAsync(query, new { n = Enumerable.Repeat("1", 101) });

        Assert.Equal(200, answer.Json.GetProperty("extensions").GetProperty("cost").GetProperty("requested").GetInt32());
        Assert.Equal((400, "BAD_USER_INPUT", "Variable $n, given to numbers, has more than 100 items."),
            (tooMany.Status, tooMany.Code, tooMany.Message));
    }

    [Theory]
    [InlineData("{ shelf(first: 0) { nodes { title } } }")]
    [InlineData("{ shelf(first: 101) { nodes { title } } }")]
    [InlineData("{ shelf(first: -1) { nodes { title } } }")]
    [InlineData("{ shelf(first: 5, last: 5) { nodes { title } } }")]
    [InlineData("{ shelf(after: \"nonsense\") { nodes { title } } }")]
    [InlineData("{ shelf(after: \"WyJvdGhlciIsIjEiLCIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAiXQ\") { nodes { title } } }")]
    public async Task Paging_arguments_out_of_range_are_refused(string query)
    {
        var answer = await server.AskAsync(query);

        Assert.Equal("BAD_USER_INPUT", answer.Code);
    }

    [Fact]
    public async Task Misspelt_names_are_answered_without_suggestions()
    {
        var answer = await server.AskAsync("{ helo }");

        Assert.Equal("GRAPHQL_VALIDATION_FAILED", answer.Code);
        Assert.DoesNotContain("hello", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Did you mean", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Development_allows_introspection_and_suggests_names()
    {
        await using var development = new ApiServer { Environment = "Development" };
        await development.InitializeAsync();

        var schema = await development.AskAsync("""
            query IntrospectionQuery { __schema { queryType { name } types { ...FullType } directives { name args { ...InputValue } } } }
            fragment FullType on __Type { kind name fields(includeDeprecated: true) { name args { ...InputValue } type { ...TypeRef } }
              inputFields { ...InputValue }
              interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name } possibleTypes { ...TypeRef } }
            fragment InputValue on __InputValue { name type { ...TypeRef } defaultValue }
            fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind
              name ofType { kind name } } } } } } }
            """);
        var misspelt = await development.AskAsync("{ helo }");

        Assert.Equal(200, schema.Status);
        Assert.Contains(schema.Data.GetProperty("__schema").GetProperty("types").EnumerateArray(), type =>
            type.GetProperty("name").GetString() == "OrderFormInput");
        Assert.Contains("hello", misspelt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_configurable_and_invalid_ones_stop_the_start()
    {
        await using var strict = new ApiServer { Settings = { ["GraphQL:MaxDepth"] = "2", ["GraphQL:MaxCost"] = "5" } };
        await strict.InitializeAsync();
        await using var wrong = new ApiServer { Settings = { ["GraphQL:MaxDepth"] = "0" } };

        Assert.Equal("COST_LIMIT_EXCEEDED", (await strict.AskAsync("{ shelf(first: 10) { totalCount } }")).Code);
        Assert.Equal("DEPTH_LIMIT_EXCEEDED", (await strict.AskAsync("{ shelf { nodes { title } } }")).Code);
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => wrong.InitializeAsync().AsTask());
    }
}
