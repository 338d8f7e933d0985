using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

namespace OrderGrains.Server.Tests.GraphQL;

// Tests timing and limits; the conformance tests check the protocol with a client that others use.
public sealed class EventStreamTests : IAsyncLifetime
{
    private const string Lent = "subscription { lent { number } }";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SlowClientTimeout = TimeSpan.FromSeconds(7);

    private readonly ApiServer _server = new()
    {
        Settings = { ["GraphQL:MaxConnectionsPerCaller"] = "1", ["GraphQL:KeepAlive"] = $"{KeepAlive}",
            ["GraphQL:SlowClientTimeout"] = $"{SlowClientTimeout}" },
    };

    public ValueTask InitializeAsync() => _server.InitializeAsync();
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_idle_stream_repeats_its_cursor_and_each_event_has_an_id()
    {
        using var response = await GetAsync(_server.Token(), "lent-6");
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["id: lent-6"], await ReadAsync(stream));

        await _server.Clock.PassAsync(KeepAlive, TestContext.Current.CancellationToken);
        Assert.Equal([":", "id: lent-6"], await ReadAsync(stream));
        await _server.Witness.Lent.Writer.WriteAsync(new Lending(7), TestContext.Current.CancellationToken);
        Assert.Equal(["id: lent-7", "event: next", """data: {"data":{"lent":{"number":7}}}"""], await ReadAsync(stream));
    }

    [Fact]
    public async Task An_expired_token_ends_a_stream_without_completing_it()
    {
        using var response = await GetAsync(_server.Token(hours: 24 * 30));
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["id: start"], await ReadAsync(stream));

        await _server.Clock.PassAsync(KeepAlive, TestContext.Current.CancellationToken);
        Assert.Equal(":", (await ReadAsync(stream))[0]);
        _server.Clock.Advance(TimeSpan.FromDays(30));

        Assert.DoesNotContain("complete", await stream.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_server_ends_streams_and_begins_none()
    {
        using var response = await GetAsync(_server.Token());
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["id: start"], await ReadAsync(stream));

        await _server.Services.GetRequiredService<OpenConnections>().CloseAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", await stream.ReadToEndAsync(TestContext.Current.CancellationToken));
        using var late = await GetAsync(_server.Token());
        Assert.Equal((503, TimeSpan.FromSeconds(1)), ((int)late.StatusCode, late.Headers.RetryAfter!.Delta));
    }

    [Fact]
    public async Task The_streams_of_a_caller_are_bounded()
    {
        using var first = await GetAsync(_server.Token(subject: "anna"));
        using var second = await GetAsync(_server.Token(subject: "anna"));
        using var others = await GetAsync(_server.Token(subject: "ben"));

        Assert.Equal((200, 429, 200), ((int)first.StatusCode, (int)second.StatusCode, (int)others.StatusCode));
        Assert.Contains("CONNECTION_LIMIT_EXCEEDED", await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_receives_nothing_is_disconnected()
    {
        using var response = await GetAsync(_server.Token(hours: 10_000), query: "subscription { flood { number note } }");

        await _server.Clock.PassUntilAsync(_server.Witness.Cancelled.Task, SlowClientTimeout);

        using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
    }

    private Task<HttpResponseMessage> GetAsync(string token, string? lastEventId = null, string query = Lent)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{_server.Client.BaseAddress}/stream?query={Uri.EscapeDataString(query)}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        return _server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    // Returns the lines up to the next empty one.
    private static async Task<List<string>> ReadAsync(StreamReader stream)
    {
        List<string> lines = [];
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
            lines.Add(line);
        return lines;
    }
}
