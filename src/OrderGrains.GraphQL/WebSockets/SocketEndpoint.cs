using Microsoft.Extensions.Options;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Execution;
using OrderGrains.GraphQL.Http;
using OrderGrains.GraphQL.Subscriptions;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>
/// Opens sockets for pages of allowed origins and clients that use <c>graphql-transport-ws</c>, up to the maximum number.
/// </summary>
internal sealed class SocketEndpoint(
    GraphQLExecutor executor,
    AdmissionGate gate,
    RateLimits limits,
    IBearerTokens tokens,
    OpenConnections connections,
    Origins origins,
    IOptions<GraphQLOptions> options,
    TimeProvider clock)
{
    private const string Protocol = "graphql-transport-ws";
    private readonly SocketServer _server = new(executor, gate, limits, tokens, connections, options.Value, clock);

    public async Task HandleAsync(HttpContext http)
    {
        if (!origins.Allow(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var entry = connections.Enter();
        if (entry is null)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "1";
            return;
        }
        var isOurs = http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = isOurs ? Protocol : null,
            KeepAliveInterval = options.Value.KeepAlive,
            KeepAliveTimeout = options.Value.SlowClientTimeout,
        });
        using var connection = new SocketConnection(_server, socket, http);
        await (isOurs ? connection.RunAsync() : connection.RefuseAsync(SocketClose.WrongProtocol));
    }
}
