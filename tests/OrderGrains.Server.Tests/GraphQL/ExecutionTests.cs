using System.Text.Json;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class ExecutionTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Scalars_are_written_by_the_conventions()
    {
        var answer = await server.AskAsync("""
            { node(id: "Qm9vawAAAAcAAAAAAAAAAAAAAAA") {
              id __typename ... on Book { title price printed lentAt lentFor readers chapters hold facts } } }
            """);

        Assert.Equal(
            """{"data":{"node":{"id":"Qm9vawAAAAcAAAAAAAAAAAAAAAA","__typename":"Book","title":"Book 7 书","price":"12.50","""
            + """
              "printed":"2026-01-31","lentAt":"2026-01-31T08:15:30.12Z","lentFor":"P2DT1H","readers":["SALES","SENIOR_LEADER"],
              """
            + """
              "chapters":["One","Two"],"hold":null,"facts":{"pages":7}}}}
              """,
            answer.Text);
    }

    [Fact]
    public async Task A_cached_document_runs_as_it_did_the_first_time()
    {
        const string query =
            "query Cached($n: Int, $d: Boolean!) { shelf(first: $n) { nodes { title price @include(if: $d) ...F } } } fragment F on Book { "
                + "hold similar { title } }";

        var first = await server.AskAsync(query, new { n = 2, d = true });
        var second = await server.AskAsync(query, new { n = 2, d = true });
        var third = await server.AskAsync(query, new { n = 1, d = false });

        Assert.Equal(first.Text, second.Text);
        Assert.Equal("""{"data":{"shelf":{"nodes":[{"title":"Book 0 书","hold":"AWAITING_CUSTOMER","similar":[{"title":"Book 1 书"}]}]}}}""",
            third.Text);
    }

    [Fact]
    public async Task Selections_of_one_field_are_merged()
    {
        var answer = await server.AskAsync(
            "query($n: Int) { shelf(first: $n) { nodes { title } } shelf(first: $n) { nodes { price } } }", new { n = 1 });

        Assert.Equal("""{"data":{"shelf":{"nodes":[{"title":"Book 0 书","price":"12.50"}]}}}""", answer.Text);
    }

    [Fact]
    public async Task A_list_is_paged_forward_and_backward_without_a_gap()
    {
        const string query = "query($first: Int, $after: String, $last: Int, $before: String) "
            + "{ shelf(first: $first, after: $after, last: $last, before: $before) { nodes { title } pageInfo { hasNextPage "
                + "hasPreviousPage startCursor endCursor } totalCount } }";
        static string Titles(Answer answer) =>
            string.Join(',', answer.Data.GetProperty("shelf").GetProperty("nodes").EnumerateArray()
                .Select(node => node.GetProperty("title").GetString()![5..^2]));
        static JsonElement Info(Answer answer) => answer.Data.GetProperty("shelf").GetProperty("pageInfo");

        var first = await server.AskAsync(query, new { first = 3 });
        var second = await server.AskAsync(query, new { first = 3, after = Info(first).GetProperty("endCursor").GetString() });
        var back = await server.AskAsync(query, new { last = 2, before = Info(second).GetProperty("startCursor").GetString() });
        var end = await server.AskAsync(query, new { last = 2 });

        Assert.Equal(("0,1,2", "3,4,5", "1,2", "998,999"), (Titles(first), Titles(second), Titles(back), Titles(end)));
        Assert.True(Info(first).GetProperty("hasNextPage").GetBoolean());
        Assert.False(Info(first).GetProperty("hasPreviousPage").GetBoolean());
        Assert.True(Info(back).GetProperty("hasPreviousPage").GetBoolean());
        Assert.False(Info(end).GetProperty("hasNextPage").GetBoolean());
        Assert.Equal(1000, first.Data.GetProperty("shelf").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Mutations_run_one_after_another()
    {
        await server.AskAsync("""mutation { x: note(text: "first") y: note(text: "second") }""");

        Assert.Equal(["first begins", "first ends", "second begins", "second ends"],
            server.Witness.Mutations.Where(line => line.StartsWith("first") || line.StartsWith("second")));
    }

    [Fact]
    public async Task A_fault_of_the_server_reveals_only_its_trace_id()
    {
        var answer = await server.AskAsync("{ hello broken }");

        Assert.Equal((200, "INTERNAL_ERROR"), (answer.Status, answer.Code));
        Assert.Equal("Hello you", answer.Data.GetProperty("hello").GetString());
        var error = answer.Json.GetProperty("errors")[0];
        Assert.Equal("broken", error.GetProperty("path")[0].GetString());
        Assert.All(["SELECT", "hidden", "KeyNotFound", "Exception", "KEY_NOT_FOUND", " at "], secret =>
            Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal));
        var trace = error.GetProperty("extensions").GetProperty("traceId").GetString()!;
        Assert.Contains(server.Logged.Lines, line =>
            line.Contains(trace, StringComparison.Ordinal) && line.Contains("hidden.table", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_busy_store_is_reported_with_a_retry_delay()
    {
        var answer = await server.AskAsync("{ busy }");

        Assert.Equal("OVERLOADED", answer.Code);
        Assert.Equal("PT3S", answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("retryAfter").GetString());
    }

    [Theory]
    [InlineData("{ slow }")]
    [InlineData("{ deaf }")]
    public async Task An_operation_that_takes_too_long_is_cancelled(string query)
    {
        await using var hasty = new ApiServer { Settings = { ["GraphQL:Timeout"] = "00:00:00.050" } };
        await hasty.InitializeAsync();

        var answer = await hasty.AskAsync(query);

        Assert.Equal((503, "TIMEOUT", false), (answer.Status, answer.Code, answer.HasData));
        if (query == "{ slow }")
            await hasty.Witness.Cancelled.Task;
    }

    [Fact]
    public async Task An_operation_whose_client_has_left_is_cancelled()
    {
        using var left = new CancellationTokenSource();
        var request = new HttpRequestMessage(
            HttpMethod.Post, "")
        { Content = new StringContent("""{"query":"{ slow }"}""", null, "application/json") };
        await using var other = new ApiServer();
        await other.InitializeAsync();
        await other.AskAsync("{ hello }");

        request.Headers.Authorization = new("Bearer", other.Token());
        var asking = other.Client.SendAsync(request, left.Token);
        await other.Witness.Begun.Task;
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await other.Witness.Cancelled.Task;
    }

    [Fact]
    public async Task Refusals_are_data_with_a_type_for_each_kind()
    {
        const string query = """
            mutation { refuse { text errors { __typename code message path clause
              ... on ValidationError { constraint } ... on StateConflictError { status command allowed } ... on SeparationOfDutiesError {
                conflictingStep conflictingActor }
              ... on ApprovalRequiredError { roles } ... on NotAuthorisedError { needs: roles } ... on StaleRevisionError { current }
              ... on OverloadedError { retryAfter } ... on OutcomeUnknownError { retryAfter } ... on UnavailableError { retryAfter } } } }
            """;
        var answer = await server.AskAsync(query);
        var errors = answer.Data.GetProperty("refuse").GetProperty("errors").EnumerateArray().Select(error => error.GetRawText()).ToList();

        Assert.False(answer.Json.TryGetProperty("errors", out _));
        Assert.Equal(
            """{"__typename":"ValidationError","code":"TOO_LONG","message":"The text is too long.","""
            + "\"path\":[\"service\",\"deliverables\",\"2\",\"name\"],\"clause\":\"R7.2.2\",\"constraint\":\"max 200\"}",
            errors[0]);
        Assert.Contains("\"StateConflictError\",\"code\":\"STATE_CONFLICT\"", errors[1], StringComparison.Ordinal);
        Assert.Contains("\"path\":null,\"clause\":\"R2.3\",\"status\":\"VERIFIED\",\"command\":\"orderVerify\",\"allowed\":[\"orderHold\"]",
            errors[1], StringComparison.Ordinal);
        Assert.Contains("\"SeparationOfDutiesError\",\"code\":\"SOD_SELF_REVIEW\"", errors[2], StringComparison.Ordinal);
        Assert.Contains("\"conflictingStep\":\"orderSubmit\",\"conflictingActor\":\"eve\"", errors[2], StringComparison.Ordinal);
        Assert.Contains("\"ApprovalRequiredError\"", errors[3], StringComparison.Ordinal);
        Assert.Contains("\"roles\":[\"SENIOR_LEADER\"]", errors[3], StringComparison.Ordinal);
        Assert.Contains("\"needs\":[\"SALES\",\"ORDER_MANAGER\"]", errors[4], StringComparison.Ordinal);
        Assert.Contains("\"RuleError\",\"code\":\"CUSTOMER_BLOCKED\"", errors[5], StringComparison.Ordinal);
        Assert.Contains("\"path\":[\"items\",\"3\"]", errors[5], StringComparison.Ordinal);
        Assert.Contains("\"NotFoundError\",\"code\":\"NOT_FOUND\"", errors[6], StringComparison.Ordinal);
        Assert.Contains("\"current\":7", errors[7], StringComparison.Ordinal);
        Assert.Contains("\"IdempotencyConflictError\"", errors[8], StringComparison.Ordinal);
        Assert.Contains("\"OverloadedError\"", errors[9], StringComparison.Ordinal);
        Assert.Contains("\"retryAfter\":\"PT1.5S\"", errors[9], StringComparison.Ordinal);
        Assert.Contains("\"OutcomeUnknownError\"", errors[10], StringComparison.Ordinal);
        Assert.Contains("\"UnavailableError\"", errors[11], StringComparison.Ordinal);
        Assert.DoesNotContain("db.internal", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Fill in this field.")]
    [InlineData("en-GB", "Fill in this field.")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "此项必填。")]
    [InlineData("zh", "此项必填。")]
    [InlineData("en;q=0.3, zh-Hans-CN;q=0.7", "此项必填。")]
    [InlineData("de, en;q=0.5", "Fill in this field.")]
    [InlineData("zh;q=0, en", "Fill in this field.")]
    [InlineData(";;;", "Fill in this field.")]
    public async Task Messages_are_in_the_requested_language_and_codes_stay_the_same(string? language, string message)
    {
        var answer = await server.AskAsync("mutation($i: SubmitInput!) { submit(input: $i) { errors { code message path } } }",
            new { i = new { form = new { } } }, language: language);

        var error = answer.Data.GetProperty("submit").GetProperty("errors")[0];
        Assert.Equal(("REQUIRED", message), (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
        Assert.Equal("""["form","platform"]""", error.GetProperty("path").GetRawText());
    }

    [Fact]
    public void Every_code_has_its_own_message_in_both_languages()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var messages = Enum.GetValues<RejectionCode>().Select(code => Texts.OfRefusal(code, language)).ToList();
            Assert.Equal(messages.Count, messages.Distinct().Count());
        }
    }
}
