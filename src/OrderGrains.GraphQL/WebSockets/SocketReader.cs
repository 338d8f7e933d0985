using System.Net.WebSockets;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>Reads whole messages. While nothing comes it holds next to no memory.</summary>
internal sealed class SocketReader(WebSocket socket, int longest)
{
    private const int Small = 512;
    private byte[] _buffer = new byte[Small];

    /// <summary>The next message, valid until the one after it is read; null once the client has closed.</summary>
    /// <exception cref="SocketRefusedException">It is too long, or binary.</exception>
    /// <exception cref="WebSocketException">The connection is lost.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync()
    {
        if (_buffer.Length > Small)
            _buffer = new byte[Small];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            if (part.MessageType == WebSocketMessageType.Binary)
                throw new SocketRefusedException(SocketClose.Invalid("Messages are text"));
            length += part.Count;
            if (length > longest)
                throw new SocketRefusedException(SocketClose.TooBig);
            if (part.EndOfMessage)
                return _buffer.AsMemory(0, length);
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, Math.Min(length * 2, longest + 1));
        }
    }
}
