using System.Text.Json;

namespace OrderGrains.GraphQL.WebSockets;

/// <summary>A message of a client: its type, the operation's id, and the slice of JSON that is its payload (empty where there is none).</summary>
internal readonly record struct SocketMessage(SocketMessageType Type, string? Id, ReadOnlyMemory<byte> Payload)
{
    private const int LongestId = 255;

    /// <summary>Reads a message.</summary>
    /// <exception cref="SocketRefusedException">It is none of the protocol's.</exception>
    public static SocketMessage Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            var message = Members(json);
            if (message.Type == SocketMessageType.None)
                throw Invalid("The message has no known type");
            if (message.Type is SocketMessageType.Subscribe or SocketMessageType.Complete && message.Id is not { Length: > 0 and <= LongestId })
                throw Invalid("The message needs an id");
            return message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid("The message is not valid JSON");
        }
    }

    /// <summary>The token that a connection's initialisation carries; null where it has none.</summary>
    /// <exception cref="SocketRefusedException">It is no text.</exception>
    public string? Token()
    {
        if (Payload.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(Payload.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isToken = reader.ValueTextEquals("Authorization"u8) || reader.ValueTextEquals("authorization"u8) || reader.ValueTextEquals("token"u8);
            reader.Read();
            if (isToken)
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : throw Invalid("The token must be a string");
            reader.Skip();
        }
        return null;
    }

    private static SocketMessage Members(ReadOnlyMemory<byte> json)
    {
        var message = default(SocketMessage);
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Invalid("A message is a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isId, isPayload) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("id"u8), reader.ValueTextEquals("payload"u8));
            reader.Read();
            if (isType)
                message = message with { Type = TypeOf(ref reader) };
            else if (isId)
                message = message with { Id = reader.GetString() };
            else if (isPayload)
                message = message with { Payload = Object(ref reader, json) };
            else
                reader.Skip();
        }
        while (reader.Read()) { /* What follows the object must be white space: the reader throws at anything else. */ }
        return message;
    }

    private static ReadOnlyMemory<byte> Object(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Invalid("The payload must be an object");
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static SocketMessageType TypeOf(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? SocketMessageType.None
        : reader.ValueTextEquals("subscribe"u8) ? SocketMessageType.Subscribe
        : reader.ValueTextEquals("complete"u8) ? SocketMessageType.Complete
        : reader.ValueTextEquals("ping"u8) ? SocketMessageType.Ping
        : reader.ValueTextEquals("pong"u8) ? SocketMessageType.Pong
        : reader.ValueTextEquals("connection_init"u8) ? SocketMessageType.ConnectionInit
        : SocketMessageType.None;

    private static SocketRefusedException Invalid(string reason) => new(SocketClose.Invalid(reason));
}

/// <summary>The types of messages that clients send.</summary>
internal enum SocketMessageType
{
    /// <summary>None of the protocol's.</summary>
    None,
    /// <summary>Says who the caller is.</summary>
    ConnectionInit,
    /// <summary>Asks for a pong.</summary>
    Ping,
    /// <summary>Answers a ping, or says that the client is there.</summary>
    Pong,
    /// <summary>Begins an operation.</summary>
    Subscribe,
    /// <summary>Ends an operation.</summary>
    Complete,
}
