using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace OrderGrains.Server.Tests.GraphQL;

// Tests timing and limits; the conformance tests check the protocol's messages with clients that others use.
public sealed class SocketTests : IAsyncLifetime
{
    private static readonly TimeSpan SlowClientTimeout = TimeSpan.FromSeconds(7);

    private readonly ApiServer _server = new()
    {
        Settings = { ["GraphQL:MaxConnections"] = "3", ["GraphQL:MaxConnectionsPerCaller"] = "2",
            ["GraphQL:SlowClientTimeout"] = $"{SlowClientTimeout}" },
    };

    public ValueTask InitializeAsync() => _server.InitializeAsync();
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_socket_is_closed_when_its_token_expires()
    {
        using var socket = await ConnectedAsync(_server.Token(hours: 2));
        await socket.SendAsync("""{"id":"1","type":"subscribe","payload":{"query":"subscription { lent { number } }"}}""");
        await _server.Witness.Lent.Writer.WriteAsync(new Lending(1), TestContext.Current.CancellationToken);
        Assert.Equal("""{"id":"1","type":"next","payload":{"data":{"lent":{"number":1}}}}""", await socket.ReceiveAsync());

        _server.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal("4403 The token has expired", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task An_expired_token_opens_no_socket_although_requests_tolerate_it()
    {
        var token = _server.Token(hours: 1);
        _server.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(200, (await _server.AskAsync("{ hello }", token: token)).Status);
        using var socket = await OpenAsync();
        await socket.InitialiseAsync(token);
        Assert.Equal("4403 Forbidden", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task A_socket_without_an_identified_caller_is_closed()
    {
        using var socket = await OpenAsync();
        await socket.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", await socket.ReceiveAsync());

        _server.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("4408 Connection initialisation timeout", await socket.ReceiveAsync());
    }

    [Fact]
    public async Task The_sockets_of_a_caller_and_of_the_process_are_bounded()
    {
        using var first = await ConnectedAsync(_server.Token(subject: "anna"));
        using var second = await ConnectedAsync(_server.Token(subject: "anna"));
        using var third = await OpenAsync();
        await third.InitialiseAsync(_server.Token(subject: "anna"));
        var refused = await Assert.ThrowsAsync<WebSocketException>(OpenAsync);

        Assert.Equal("1013 Too many connections", await third.ReceiveAsync());
        Assert.Contains("503", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_server_closes_sockets_and_opens_none()
    {
        using var socket = await ConnectedAsync(_server.Token());
        await socket.SendAsync("""{"id":"1","type":"subscribe","payload":{"query":"subscription { lent { number } }"}}""");
        await socket.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", await socket.ReceiveAsync());

        var closing = _server.Services.GetRequiredService<OpenConnections>().CloseAsync(TestContext.Current.CancellationToken);

        Assert.Equal("1001 The server stops", await socket.ReceiveAsync());
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        await closing;
        Assert.Contains("503", (await Assert.ThrowsAsync<WebSocketException>(OpenAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_receives_nothing_is_disconnected()
    {
        using var socket = await ConnectedAsync(_server.Token(hours: 10_000));
        await socket.SendAsync("""{"id":"1","type":"subscribe","payload":{"query":"subscription { flood { number note } }"}}""");

        await _server.Clock.PassUntilAsync(_server.Witness.Cancelled.Task, SlowClientTimeout);

        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                await socket.ReceiveAsync();
        });
    }

    [Theory]
    [InlineData("subscription { lent @skip(if: true) { number } }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription { lent { number } flood { number } }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription { lent(fail: true) { number } }", "INTERNAL_ERROR")]
    public async Task A_subscription_that_cannot_be_opened_is_an_error(string query, string code)
    {
        using var socket = await ConnectedAsync(_server.Token());
        await socket.SendAsync(JsonSerializer.Serialize(new { id = "1", type = "subscribe", payload = new { query } }));

        var error = JsonDocument.Parse(await socket.ReceiveAsync()).RootElement;

        Assert.Equal(("error", code),
            (error.GetProperty("type").GetString(),
                error.GetProperty("payload")[0].GetProperty("extensions").GetProperty("code").GetString()));
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_over_plain_HTTP_is_refused()
    {
        var answer = await _server.AskAsync("subscription { lent { number } }");

        Assert.Equal((400, "GRAPHQL_VALIDATION_FAILED"), (answer.Status, answer.Code));
    }

    private Task<ClientWebSocket> OpenAsync() => _server.OpenSocketAsync();

    private Task<ClientWebSocket> ConnectedAsync(string token) => _server.ConnectAsync(token);
}
