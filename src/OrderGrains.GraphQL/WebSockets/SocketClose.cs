using System.Net.WebSockets;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>A reason for closing a socket, by the protocol's codes. Clients reconnect after codes below 4400, 4403 and 4408.</summary>
public sealed record SocketClose(int Code, string Reason)
{
    /// <summary>The server is stopping.</summary>
    public static readonly SocketClose GoingAway = new((int)WebSocketCloseStatus.EndpointUnavailable, "The server stops");
    /// <summary>A message is too long.</summary>
    public static readonly SocketClose TooBig = new((int)WebSocketCloseStatus.MessageTooBig, "The message is too long");
    /// <summary>There are too many connections.</summary>
    public static readonly SocketClose TryAgainLater = new(1013, "Too many connections");
    /// <summary>The server failed.</summary>
    public static readonly SocketClose Failed = new(1013, "The server failed");
    /// <summary>The client began an operation before it identified its caller.</summary>
    public static readonly SocketClose Unauthorized = new(4401, "Unauthorized");
    /// <summary>The client has no valid token.</summary>
    public static readonly SocketClose Forbidden = new(4403, "Forbidden");
    /// <summary>The token has expired.</summary>
    public static readonly SocketClose Expired = new(4403, "The token has expired");
    /// <summary>The client uses another protocol.</summary>
    public static readonly SocketClose WrongProtocol = new(4406, "Subprotocol not acceptable");
    /// <summary>The client did not identify its caller in time.</summary>
    public static readonly SocketClose InitTimeout = new(4408, "Connection initialisation timeout");
    /// <summary>The client identified its caller twice.</summary>
    public static readonly SocketClose TooManyInits = new(4429, "Too many initialisation requests");

    /// <summary>Returns the reason for an invalid message.</summary>
    public static SocketClose Invalid(string reason) => new(4400, reason);

    /// <summary>Returns the reason for an operation id that is in use.</summary>
    public static SocketClose Exists(string id) => new(4409, $"Subscriber for {id} already exists");
}

/// <summary>The socket must be closed.</summary>
internal sealed class SocketRefusedException(SocketClose close) : Exception(close.Reason)
{
    public SocketClose Close { get; } = close;
}
