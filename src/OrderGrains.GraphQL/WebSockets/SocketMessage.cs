using System.Text.Json;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>A client's message: its type, the operation's id, and the slice of JSON that is its payload (empty if there is none).</summary>
internal readonly record struct SocketMessage(SocketMessageType Type, string? Id, ReadOnlyMemory<byte> Payload)
{
    private const int MaxIdLength = 255;

    /// <summary>Parses a message.</summary>
    /// <exception cref="SocketRefusedException">The message does not follow the protocol.</exception>
    public static SocketMessage Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            var message = ReadMembers(json);
            if (message.Type == SocketMessageType.None)
                throw CreateInvalid("The message has no known type");
            var needsId = message.Type is SocketMessageType.Subscribe or SocketMessageType.Complete;
            if (needsId && message.Id is not { Length: > 0 and <= MaxIdLength })
                throw CreateInvalid("The message needs an id");
            return message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw CreateInvalid("The message is not valid JSON");
        }
    }

    /// <summary>Returns the token in a <c>connection_init</c> message; null if there is none.</summary>
    /// <exception cref="SocketRefusedException">The token is not a string.</exception>
    public string? Token()
    {
        if (Payload.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(Payload.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isToken = reader.ValueTextEquals("Authorization"u8) || reader.ValueTextEquals("authorization"u8)
                || reader.ValueTextEquals("token"u8);
            reader.Read();
            if (isToken)
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : throw CreateInvalid("The token must be a string");
            reader.Skip();
        }
        return null;
    }

    private static SocketMessage ReadMembers(ReadOnlyMemory<byte> json)
    {
        var message = default(SocketMessage);
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw CreateInvalid("A message must be a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isId) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("id"u8));
            var isPayload = reader.ValueTextEquals("payload"u8);
            reader.Read();
            if (isType)
                message = message with { Type = ReadType(ref reader) };
            else if (isId)
                message = message with { Id = reader.GetString() };
            else if (isPayload)
                message = message with { Payload = ReadObject(ref reader, json) };
            else
                reader.Skip();
        }
        while (reader.Read()) { /* Only white space may follow the object: the reader throws at anything else. */ }
        return message;
    }

    private static ReadOnlyMemory<byte> ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw CreateInvalid("The payload must be an object");
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static SocketMessageType ReadType(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? SocketMessageType.None
        : reader.ValueTextEquals("subscribe"u8) ? SocketMessageType.Subscribe
        : reader.ValueTextEquals("complete"u8) ? SocketMessageType.Complete
        : reader.ValueTextEquals("ping"u8) ? SocketMessageType.Ping
        : reader.ValueTextEquals("pong"u8) ? SocketMessageType.Pong
        : reader.ValueTextEquals("connection_init"u8) ? SocketMessageType.ConnectionInit
        : SocketMessageType.None;

    private static SocketRefusedException CreateInvalid(string reason) => new(SocketClose.Invalid(reason));
}

/// <summary>The types of client messages.</summary>
internal enum SocketMessageType
{
    /// <summary>An unknown type.</summary>
    None,
    /// <summary>Identifies the caller.</summary>
    ConnectionInit,
    /// <summary>Requests a pong.</summary>
    Ping,
    /// <summary>Answers a ping, or signals that the client is alive.</summary>
    Pong,
    /// <summary>Begins an operation.</summary>
    Subscribe,
    /// <summary>Ends an operation.</summary>
    Complete,
}
