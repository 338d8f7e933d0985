using System.Net.Http.Headers;
using System.Text.Json;

namespace OrderGrains.Server.Tests.GraphQL;

/// <summary>Operations on sockets and event streams are admitted like requests; a waiting subscription takes no place.</summary>
public sealed class ConnectionAdmissionTests
{
    private const string Lent = "subscription { lent { number } }";

    [Fact]
    public async Task Operations_on_a_socket_count_like_requests()
    {
        await using var server = await StartAsync(new() { Settings = { ["GraphQL:PersonRate"] = "1", ["GraphQL:PersonBurst"] = "2" } });
        using var socket = await server.ConnectAsync(server.Token());
        for (var i = 1; i <= 2; i++)
        {
            await socket.BeginAsync($"{i}", "{ hello }");
            Assert.Equal("next", Type(await socket.ReceiveAsync()));
            Assert.Equal("complete", Type(await socket.ReceiveAsync()));
        }

        await socket.BeginAsync("3", "{ hello }");
        Assert.Equal("RATE_LIMITED", Code(await socket.ReceiveAsync()));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await socket.BeginAsync("3", "{ hello }");

        Assert.Equal("next", Type(await socket.ReceiveAsync()));
    }

    [Fact]
    public async Task An_invalid_token_on_a_socket_slows_down_its_address()
    {
        await using var server = await StartAsync(new() { Settings = { ["GraphQL:AddressRate"] = "1", ["GraphQL:AddressBurst"] = "100" } });
        using var socket = await server.OpenSocketAsync();
        await socket.InitialiseAsync("none");
        Assert.Equal("4403 Forbidden", await socket.ReceiveAsync());

        Assert.Equal((429, "RATE_LIMITED"), await server.AskAsync("{ hello }") is var answer ? (answer.Status, answer.Code) : default);
    }

    [Fact]
    public async Task An_old_queue_refuses_mutations_by_socket_but_not_subscriptions()
    {
        await using var server = await StartAsync(new() { OldestWaiting = () => TimeSpan.FromMinutes(1) });
        using var socket = await server.ConnectAsync(server.Token());

        await socket.BeginAsync("1", "mutation { note(text: \"x\") }");
        Assert.Equal("OVERLOADED", Code(await socket.ReceiveAsync()));
        await socket.BeginAsync("2", Lent);
        await server.Witness.Lent.Writer.WriteAsync(new Lending(1), TestContext.Current.CancellationToken);

        Assert.Equal("next", Type(await socket.ReceiveAsync()));
        Assert.Empty(server.Witness.Mutations);
    }

    [Fact]
    public async Task A_subscription_takes_no_place_and_an_operation_frees_its_own()
    {
        await using var server = await StartAsync(new() { Settings = { ["GraphQL:RequestsAtOnce"] = "1" } });
        using var socket = await server.ConnectAsync(server.Token());
        await socket.BeginAsync("events", Lent);
        await socket.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", await socket.ReceiveAsync());
        using var stream = await StreamAsync(server, Lent);
        Assert.Equal(200, (int)stream.StatusCode);

        string[] queries = ["{ hello }", "{ broken }", "{ ledger }", "{ nothing }", "subscription { lent(fail: true) { number } }"];
        foreach (var (id, query) in queries.Index())
        {
            await socket.BeginAsync($"{id}", query);
            while (Type(await socket.ReceiveAsync()) is not ("complete" or "error"))
            {
                // The answer arrives before the end of the operation.
            }
            using var answered = await StreamAsync(server, query);
            await answered.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        // The place is freed a moment after the answer; a leaked place would never return.
        while ((await server.AskAsync("{ hello }")).Status != 200)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task An_event_stream_without_a_place_is_refused_with_a_retry_delay()
    {
        await using var server =
            await StartAsync(new() { Settings = { ["GraphQL:RequestsAtOnce"] = "1", ["GraphQL:Timeout"] = "00:05:00" } });
        var slow = server.AskAsync("{ slow }");
        await server.Witness.Begun.Task;

        using var refused = await StreamAsync(server, "{ hello }");

        Assert.Equal((503, TimeSpan.FromSeconds(1)), ((int)refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.Contains(
            "OVERLOADED", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await server.DisposeAsync(); // Ends the running operation.
        await Assert.ThrowsAnyAsync<Exception>(() => slow);
    }

    private static async Task<ApiServer> StartAsync(ApiServer server)
    {
        await server.InitializeAsync();
        return server;
    }

    private static Task<HttpResponseMessage> StreamAsync(ApiServer server, string query)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Client.BaseAddress}/stream?query={Uri.EscapeDataString(query)}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token());
        return server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private static string? Type(string message) => JsonDocument.Parse(message).RootElement.GetProperty("type").GetString();

    private static string? Code(string message) =>
        JsonDocument.Parse(message).RootElement.GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString();
}
