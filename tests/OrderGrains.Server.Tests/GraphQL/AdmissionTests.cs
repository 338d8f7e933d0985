using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Tests.GraphQL;

/// <summary>More than can be done is refused at once, with when to try again; what is refused did nothing.</summary>
public sealed class AdmissionTests
{
    private static string Large(string query = "mutation($f: [OrderFormInput!]!) { submitMany(forms: $f) }") =>
        JsonSerializer.Serialize(new { query, variables = new { f = new[] { new { platform = new string('x', 100_000) } } } });

    private static async Task<ApiServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var server = new ApiServer();
        foreach (var (key, value) in settings)
            server.Settings["GraphQL:" + key] = value;
        await server.InitializeAsync();
        return server;
    }

    private static void IsOverloaded(Answer answer)
    {
        Assert.Equal((503, "OVERLOADED", false), (answer.Status, answer.Code, answer.HasData));
        Assert.Equal("1", answer.Response.Headers.RetryAfter?.ToString());
        Assert.Equal("PT1S", answer.Json.GetProperty("errors")[0].GetProperty("extensions").GetProperty("retryAfter").GetString());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json")]
    public async Task When_every_place_is_taken_the_next_is_refused_and_later_let_in(string accept)
    {
        await using var server = await StartAsync(("RequestsAtOnce", "1"), ("Timeout", "00:05:00"));
        var patient = server.PostAsync("""{"query":"{ slow }"}""");
        await server.Witness.Begun.Task;

        IsOverloaded(await server.AskAsync("{ hello }", accept: accept));

        await server.DisposeAsync(); // The server ends what runs.
        await Assert.ThrowsAnyAsync<Exception>(() => patient);
    }

    [Fact]
    public async Task A_place_is_given_back_however_a_request_ends()
    {
        await using var server = await StartAsync(("RequestsAtOnce", "1"), ("Timeout", "00:00:00.200"));

        foreach (var query in new[] { "{ hello }", "{ broken }", "{ ledger }", "{ sum(numbers: \"x\") }",
            "query($n: Int!) { shelf(first: $n) { nodes { title } } }", "{ slow }", "{ deaf }", "{ nothing }" })
            await server.AskAsync(query);

        Assert.Equal(200, (await server.AskAsync("{ hello }")).Status);
    }

    [Fact]
    public async Task Queries_are_refused_first_then_what_begins_something_then_what_moves_on()
    {
        await using var server = await StartAsync(("RequestsAtOnce", "10"), ("Timeout", "00:05:00"));
        var running = new List<Task>();
        async Task FillAsync(int places)
        {
            for (; running.Count < places;)
            {
                var begun = server.Witness.NextBegins();
                running.Add(server.AskAsync("mutation { finishSlowly }"));
                await begun;
            }
        }
        async Task<string> RefusedAsync()
        {
            var answers = new[] { await server.AskAsync("{ hello }"), await server.AskAsync("mutation { begin }"),
                await server.AskAsync("mutation { note(text: \"x\") }"), await server.AskAsync("mutation { finish }") };
            return string.Concat(answers.Select(answer => answer.Status == 503 ? 'x' : '-'));
        }

        foreach (var (places, refused) in new[] { (6, "----"), (7, "x---"), (8, "xx--"), (9, "xxx-"), (10, "xxxx") })
        {
            await FillAsync(places);
            Assert.Equal((places, refused), (places, await RefusedAsync()));
        }

        Assert.Equal(503, (await server.AskAsync("mutation { finish begin }")).Status);
        await server.DisposeAsync(); // The server ends what runs.
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(running));
    }

    [Theory]
    [InlineData(200, "----")]
    [InlineData(201, "-x--")]
    [InlineData(226, "-xx-")]
    [InlineData(251, "-xxx")]
    public async Task When_the_queue_to_the_store_is_old_mutations_are_refused_the_least_urgent_first(int age, string refused)
    {
        await using var server = new ApiServer { OldestWaiting = () => TimeSpan.FromMilliseconds(age) };
        await server.InitializeAsync();

        var answers = new[] { await server.AskAsync("{ hello }"), await server.AskAsync("mutation { begin }"),
            await server.AskAsync("mutation { note(text: \"x\") }"), await server.AskAsync("mutation { finish }") };

        Assert.Equal(refused, string.Concat(answers.Select(answer => answer.Status == 503 ? 'x' : '-')));
    }

    [Fact]
    public async Task What_is_refused_was_not_begun_and_its_input_not_looked_at()
    {
        await using var server = new ApiServer { OldestWaiting = () => TimeSpan.FromMinutes(1) };
        await server.InitializeAsync();

        var answer = await server.AskAsync("mutation($t: String!) { note(text: $t) }", new { t = 5 });

        IsOverloaded(answer);
        Assert.Empty(server.Witness.Mutations);
    }

    [Fact]
    public async Task A_large_request_waits_for_its_turn_and_is_refused_when_that_does_not_come()
    {
        await using var server = await StartAsync(
            ("LargeRequestsAtOnce", "1"), ("Timeout", "00:05:00"), ("LargeRequestWait", "00:00:00.001"), ("BodyTimeout", "00:10:00"));
        var first = server.PostAsync(Large("mutation($f: [OrderFormInput!]!) { submitMany(forms: $f) finishSlowly }"));
        await server.Witness.Begun.Task;
        Assert.Equal(200, (await server.AskAsync("{ hello }")).Status); // Small ones go on.

        var second = server.PostAsync(Large(), token: server.Token(hours: 1e6));
        await server.Clock.PassAsync(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);

        IsOverloaded(await second);
        await server.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => first);
    }

    [Fact]
    public async Task The_bytes_of_large_requests_are_bounded_and_given_back()
    {
        await using var server = await StartAsync(("LargeRequestBytes", "1048576"), ("MaxBodyBytes", "8388608"));
        var huge = JsonSerializer.Serialize(new { query = "{ hello }", more = new string('x', 2_000_000) });

        IsOverloaded(await server.PostAsync(huge));

        // Beyond the buffer that a body begins with, so that each takes room: without any given back, the fourth would find none.
        var large = JsonSerializer.Serialize(new { query = "{ hello }", more = new string('x', 300_000) });
        for (var i = 0; i < 8; i++)
            Assert.Equal(200, (await server.PostAsync(large)).Status);
        IsOverloaded(await server.PostAsync(huge));
        for (var i = 0; i < 8; i++)
            Assert.Equal(200, (await server.PostAsync(large)).Status);
    }

    [Fact]
    public async Task A_platforms_client_may_ask_as_often_as_platforms_may_and_not_only_as_a_person()
    {
        await using var server =
            await StartAsync(("PersonRate", "0.25"), ("PersonBurst", "1"), ("PlatformRate", "0.5"), ("PlatformBurst", "3"));
        var shop = server.Tokens.Issue(Roles.Platform, "shop", ["app"]);

        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await server.AskAsync("{ hello }", token: shop)).Status);
        var refused = await server.AskAsync("{ hello }", token: shop);

        Assert.Equal((429, "RATE_LIMITED", "2"), (refused.Status, refused.Code, refused.Response.Headers.RetryAfter?.ToString()));
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, (await server.AskAsync("{ hello }", token: shop)).Status);
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back_and_nobody_else_notices()
    {
        await using var server = await StartAsync(("PersonRate", "0.25"), ("PersonBurst", "2"));
        var (anna, ben) = (server.Token(), server.Token(subject: "ben"));

        Assert.Equal(200, (await server.AskAsync("{ hello }", token: anna)).Status);
        Assert.Equal(200, (await server.AskAsync("{ hello }", token: anna)).Status);
        foreach (var accept in new[] { "application/json", "application/graphql-response+json" })
        {
            var refused = await server.AskAsync("{ hello }", token: anna, accept: accept);
            Assert.Equal((429, "RATE_LIMITED", "4"), (refused.Status, refused.Code, refused.Response.Headers.RetryAfter?.ToString()));
        }
        Assert.Equal(200, (await server.AskAsync("{ hello }", token: ben)).Status);
        Assert.Equal(200, (await server.AskAsync("{ hello }", token: server.Tokens.Issue(Roles.Platform, "anna's shop", ["app"]))).Status);

        server.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(200, (await server.AskAsync("{ hello }", token: anna)).Status);
        Assert.Equal(429, (await server.AskAsync("{ hello }", token: anna)).Status);
    }

    [Fact]
    public async Task Who_guesses_tokens_is_slowed_down_by_address_before_a_token_is_looked_at()
    {
        await using var server = await StartAsync(("AddressRate", "100"), ("AddressBurst", "300"));

        for (var i = 0; i < 3; i++)
            Assert.Equal(401, (await server.AskAsync("{ hello }", token: $"guess.{i}.x")).Status);
        var refused = await server.AskAsync("{ hello }", token: "guess.4.x");

        Assert.Equal((429, "RATE_LIMITED", "1"), (refused.Status, refused.Code, refused.Response.Headers.RetryAfter?.ToString()));
        server.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(200, (await server.AskAsync("{ hello }")).Status);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_not_waited_for()
    {
        await using var server = await StartAsync(("BodyTimeout", "00:00:11"));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var head = string.Create(CultureInfo.InvariantCulture,
            $"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Token(hours: 1e6)}\r\nContent-Type: "
                + $"application/json\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        using var lines = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 100 Continue", await lines.ReadLineAsync(TestContext.Current.CancellationToken)); // The body is being read.
        await lines.ReadLineAsync(TestContext.Current.CancellationToken);

        await server.Clock.PassAsync(TimeSpan.FromSeconds(11), TestContext.Current.CancellationToken);

        Assert.Equal("HTTP/1.1 408 Request Timeout", await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(200, (await server.AskAsync("{ hello }", token: server.Token())).Status);
    }
}
