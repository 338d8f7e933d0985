using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Tests.GraphQL;

/// <summary>An overloaded server refuses requests at once with a retry delay, and executes nothing of them.</summary>
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
    public async Task A_request_is_refused_while_every_place_is_taken(string accept)
    {
        await using var server = await StartAsync(("RequestsAtOnce", "1"), ("Timeout", "00:05:00"));
        var patient = server.PostAsync("""{"query":"{ slow }"}""");
        await server.Witness.Begun.Task;

        IsOverloaded(await server.AskAsync("{ hello }", accept: accept));

        await server.DisposeAsync(); // Ends the running operation.
        await Assert.ThrowsAnyAsync<Exception>(() => patient);
    }

    [Fact]
    public async Task A_place_is_freed_however_a_request_ends()
    {
        await using var server = await StartAsync(("RequestsAtOnce", "1"), ("Timeout", "00:00:00.200"));

        foreach (var query in new[] { "{ hello }", "{ broken }", "{ ledger }", "{ sum(numbers: \"x\") }",
            "query($n: Int!) { shelf(first: $n) { nodes { title } } }", "{ slow }", "{ deaf }", "{ nothing }" })
            await server.AskAsync(query);

        Assert.Equal(200, (await server.AskAsync("{ hello }")).Status);
    }

    [Fact]
    public async Task Queries_are_refused_before_creations_and_creations_before_transitions()
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
        await server.DisposeAsync(); // Ends the running operation.
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(running));
    }

    [Theory]
    [InlineData(200, "----")]
    [InlineData(201, "-x--")]
    [InlineData(226, "-xx-")]
    [InlineData(251, "-xxx")]
    public async Task An_old_queue_refuses_the_least_urgent_mutations_first(int age, string refused)
    {
        await using var server = new ApiServer { OldestWaiting = () => TimeSpan.FromMilliseconds(age) };
        await server.InitializeAsync();

        var answers = new[] { await server.AskAsync("{ hello }"), await server.AskAsync("mutation { begin }"),
            await server.AskAsync("mutation { note(text: \"x\") }"), await server.AskAsync("mutation { finish }") };

        Assert.Equal(refused, string.Concat(answers.Select(answer => answer.Status == 503 ? 'x' : '-')));
    }

    [Fact]
    public async Task A_refused_request_is_not_started_and_its_input_is_not_read()
    {
        await using var server = new ApiServer { OldestWaiting = () => TimeSpan.FromMinutes(1) };
        await server.InitializeAsync();

        var answer = await server.AskAsync("mutation($t: String!) { note(text: $t) }", new { t = 5 });

        IsOverloaded(answer);
        Assert.Empty(server.Witness.Mutations);
    }

    [Fact]
    public async Task A_large_request_waits_for_its_turn_or_is_refused()
    {
        await using var server = await StartAsync(
            ("LargeRequestsAtOnce", "1"), ("Timeout", "00:05:00"), ("LargeRequestWait", "00:00:00.001"), ("BodyTimeout", "00:10:00"));
        var first = server.PostAsync(Large("mutation($f: [OrderFormInput!]!) { submitMany(forms: $f) finishSlowly }"));
        await server.Witness.Begun.Task;
        Assert.Equal(200, (await server.AskAsync("{ hello }")).Status); // Small requests are still served.

        var second = server.PostAsync(Large(), token: server.Token(hours: 1e6));
        await server.Clock.PassAsync(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);

        IsOverloaded(await second);
        await server.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => first);
    }

    [Fact]
    public async Task The_memory_of_large_requests_is_bounded_and_released()
    {
        await using var server = await StartAsync(("LargeRequestBytes", "1048576"), ("MaxBodyBytes", "8388608"));
        var huge = JsonSerializer.Serialize(new { query = "{ hello }", more = new string('x', 2_000_000) });

        IsOverloaded(await server.PostAsync(huge));

        // Each body exceeds its initial buffer and reserves memory: if none were released, the fourth would be refused.
        var large = JsonSerializer.Serialize(new { query = "{ hello }", more = new string('x', 300_000) });
        for (var i = 0; i < 8; i++)
            Assert.Equal(200, (await server.PostAsync(large)).Status);
        IsOverloaded(await server.PostAsync(huge));
        for (var i = 0; i < 8; i++)
            Assert.Equal(200, (await server.PostAsync(large)).Status);
    }

    [Fact]
    public async Task A_platforms_client_has_the_rate_limit_of_platforms()
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
    public async Task A_caller_beyond_the_rate_limit_receives_a_retry_delay_without_affecting_others()
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
    public async Task Guessing_tokens_slows_down_the_address_before_a_token_is_checked()
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
    public async Task A_body_that_does_not_arrive_times_out()
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
        Assert.Equal("HTTP/1.1 100 Continue", await lines.ReadLineAsync(TestContext.Current.CancellationToken)); // The body is read.
        await lines.ReadLineAsync(TestContext.Current.CancellationToken);

        await server.Clock.PassAsync(TimeSpan.FromSeconds(11), TestContext.Current.CancellationToken);

        Assert.Equal("HTTP/1.1 408 Request Timeout", await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(200, (await server.AskAsync("{ hello }", token: server.Token())).Status);
    }
}
