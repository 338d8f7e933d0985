using System.Net.WebSockets;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>Why a socket is closed, by the protocol's codes. Clients come back after those below 4400, 4403 and 4408.</summary>
public sealed record SocketClose(int Code, string Reason)
{
    /// <summary>The server stops.</summary>
    public static readonly SocketClose GoingAway = new((int)WebSocketCloseStatus.EndpointUnavailable, "The server stops");
    /// <summary>A message is too long.</summary>
    public static readonly SocketClose TooBig = new((int)WebSocketCloseStatus.MessageTooBig, "The message is too long");
    /// <summary>There are too many connections.</summary>
    public static readonly SocketClose TryAgainLater = new(1013, "Too many connections");
    /// <summary>The server failed.</summary>
    public static readonly SocketClose Failed = new(1013, "The server failed");
    /// <summary>The operations were begun before the caller said who it is.</summary>
    public static readonly SocketClose Unauthorized = new(4401, "Unauthorized");
    /// <summary>No valid token.</summary>
    public static readonly SocketClose Forbidden = new(4403, "Forbidden");
    /// <summary>The token is no longer valid.</summary>
    public static readonly SocketClose Expired = new(4403, "The token has expired");
    /// <summary>The client speaks another protocol.</summary>
    public static readonly SocketClose WrongProtocol = new(4406, "Subprotocol not acceptable");
    /// <summary>The client did not say who it is.</summary>
    public static readonly SocketClose InitTimeout = new(4408, "Connection initialisation timeout");
    /// <summary>The client said twice who it is.</summary>
    public static readonly SocketClose TooManyInits = new(4429, "Too many initialisation requests");

    /// <summary>A message that is none of the protocol's.</summary>
    public static SocketClose Invalid(string reason) => new(4400, reason);

    /// <summary>An operation's id is in use.</summary>
    public static SocketClose Exists(string id) => new(4409, $"Subscriber for {id} already exists");
}

/// <summary>The socket has to be closed.</summary>
internal sealed class SocketRefusedException(SocketClose close) : Exception(close.Reason)
{
    public SocketClose Close { get; } = close;
}
