using System.Net.WebSockets;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>Reads whole messages; holds almost no memory while it waits.</summary>
internal sealed class SocketReader(WebSocket socket, int maxBytes)
{
    private const int InitialSize = 512;
    private byte[] _buffer = new byte[InitialSize];

    /// <summary>Returns the next message, valid until the following read; null once the client has closed.</summary>
    /// <exception cref="SocketRefusedException">The message is too long, or binary.</exception>
    /// <exception cref="WebSocketException">The connection is lost.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync()
    {
        if (_buffer.Length > InitialSize)
            _buffer = new byte[InitialSize];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            if (part.MessageType == WebSocketMessageType.Binary)
                throw new SocketRefusedException(SocketClose.Invalid("Messages must be text"));
            length += part.Count;
            if (length > maxBytes)
                throw new SocketRefusedException(SocketClose.TooBig);
            if (part.EndOfMessage)
                return _buffer.AsMemory(0, length);
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, Math.Min(length * 2, maxBytes + 1));
        }
    }
}
