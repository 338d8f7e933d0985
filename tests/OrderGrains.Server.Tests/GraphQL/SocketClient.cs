using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OrderGrains.Server.Tests.GraphQL;

/// <summary>A client of <c>graphql-transport-ws</c> that sends whatever a test wants.</summary>
internal static class SocketClient
{
    /// <summary>Opens a socket.</summary>
    public static async Task<ClientWebSocket> OpenSocketAsync(this ApiServer server)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new UriBuilder(server.Client.BaseAddress!) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Opens a socket and identifies the caller.</summary>
    public static async Task<ClientWebSocket> ConnectAsync(this ApiServer server, string token)
    {
        var socket = await server.OpenSocketAsync();
        await socket.InitialiseAsync(token);
        Assert.Equal("""{"type":"connection_ack"}""", await socket.ReceiveAsync());
        return socket;
    }

    /// <summary>Identifies the caller.</summary>
    public static Task InitialiseAsync(this ClientWebSocket socket, string token) =>
        socket.SendAsync(JsonSerializer.Serialize(new { type = "connection_init", payload = new { token } }));

    /// <summary>Begins an operation.</summary>
    public static Task BeginAsync(this ClientWebSocket socket, string id, string query) =>
        socket.SendAsync(JsonSerializer.Serialize(new { id, type = "subscribe", payload = new { query } }));

    /// <summary>Sends a message.</summary>
    public static Task SendAsync(this ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>Returns the next message, or the code and reason of the close.</summary>
    public static async Task<string> ReceiveAsync(this ClientWebSocket socket)
    {
        var buffer = new byte[1 << 18];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                return $"{(int)socket.CloseStatus!} {socket.CloseStatusDescription}";
            length += part.Count;
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
