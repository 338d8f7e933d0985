using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Http;

/// <summary>A request as received by HTTP: slices of one buffer, which are converted only when needed.</summary>
/// <param name="Query">The document's text as it stands in the JSON, escapes included; the key of prepared documents.</param>
/// <param name="QueryIsEscaped">Whether the text has JSON escapes.</param>
/// <param name="OperationName">The operation to execute; null if the document has only one.</param>
/// <param name="Variables">The JSON object of the variables; empty if there are none.</param>
/// <param name="Hash">The SHA-256 of the document in hexadecimal digits; empty if the request has none.</param>
/// <param name="WantsCost">Whether the answer should include the operation's cost.</param>
internal readonly record struct RequestBody(
    ReadOnlyMemory<byte> Query,
    bool QueryIsEscaped,
    string? OperationName,
    ReadOnlyMemory<byte> Variables,
    ReadOnlyMemory<byte> Hash,
    bool WantsCost)
{
    /// <summary>Reads a POST's JSON.</summary>
    /// <exception cref="RequestRefusedException">The body is not JSON, or not a GraphQL request.</exception>
    public static RequestBody Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            throw new RequestRefusedException(400, ErrorCodes.MalformedJson, "The body is not UTF-8.");
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                throw new RequestRefusedException(
                    400, ErrorCodes.BatchingNotAllowed, "Send one request at a time: arrays are not accepted.");
            }
            if (reader.TokenType != JsonTokenType.StartObject)
                throw CreateInvalid("The body must be a JSON object.");
            var body = ReadMembers(ref reader, json);
            while (reader.Read()) { /* Only white space may follow the object: the reader throws at anything else. */ }
            return body.Query.IsEmpty && body.Hash.IsEmpty ? throw CreateInvalid("The member query is missing.") : body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RequestRefusedException(400, ErrorCodes.MalformedJson, "The body is not valid JSON.");
        }
    }

    /// <summary>Reads the parameters of a GET.</summary>
    /// <exception cref="RequestRefusedException">The parameters are not a GraphQL request.</exception>
    public static RequestBody Parse(IQueryCollection parameters)
    {
        // Writes the members of a POST, so that the same code reads both.
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var name in (ReadOnlySpan<string>)["query", "documentId", "operationName", "variables", "extensions"])
            {
                if (!parameters.TryGetValue(name, out var values))
                    continue;
                if (values.Count != 1)
                    throw CreateInvalid($"The parameter {name} is given more than once.");
                writer.WritePropertyName(name);
                if (name is "query" or "documentId" or "operationName")
                    writer.WriteStringValue(values[0]);
                else
                    WriteJson(writer, name, values[0]!);
            }
            writer.WriteEndObject();
        }
        return Parse(json.WrittenMemory);
    }

    private static void WriteJson(Utf8JsonWriter writer, string name, string value)
    {
        try
        {
            writer.WriteRawValue(value);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new RequestRefusedException(400, ErrorCodes.MalformedJson, $"The parameter {name} is not valid JSON.");
        }
    }

    private static RequestBody ReadMembers(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var body = default(RequestBody);
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.ValueTextEquals("query"u8) ? 1
                : reader.ValueTextEquals("variables"u8) ? 2
                : reader.ValueTextEquals("operationName"u8) ? 4
                : reader.ValueTextEquals("extensions"u8) ? 8
                : reader.ValueTextEquals("documentId"u8) ? 16
                : 0;
            if ((seen & member) != 0)
                throw CreateInvalid("A member of the request is given twice.");
            seen |= member;
            reader.Read();
            body = ReadMember(member, body, ref reader, json);
        }
        return body;
    }

    private static RequestBody ReadMember(int member, RequestBody body, ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        switch (member)
        {
            case 1:
                if (reader.TokenType != JsonTokenType.String)
                    throw CreateInvalid("The member query must be a string.");
                return body with { Query = Slice(ref reader, json), QueryIsEscaped = reader.ValueIsEscaped };
            case 2:
                return body with { Variables = ReadObject("variables", ref reader, json) };
            case 4:
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                    throw CreateInvalid("The member operationName must be a string.");
                return body with { OperationName = reader.GetString() };
            case 8:
                return ReadExtensions(body, ReadObject("extensions", ref reader, json));
            case 16:
                var id = reader.TokenType == JsonTokenType.String
                    ? Slice(ref reader, json)
                    : throw CreateInvalid("The member documentId must be a string.");
                return id.Span.StartsWith("sha256:"u8)
                    ? body with { Hash = id[7..] }
                    : throw CreateInvalid("A documentId must be sha256: followed by the digits of the hash.");
            default:
                reader.Skip();
                return body;
        }
    }

    private static ReadOnlyMemory<byte> ReadObject(string name, ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw CreateInvalid($"The member {name} must be an object.");
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    // Returns the text between the quotes, as it stands.
    private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json) =>
        json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);

    private static RequestBody ReadExtensions(RequestBody body, ReadOnlyMemory<byte> extensions)
    {
        if (extensions.IsEmpty)
            return body;
        var reader = new Utf8JsonReader(extensions.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isCost, isHash) = (reader.ValueTextEquals("cost"u8), reader.ValueTextEquals("persistedQuery"u8));
            reader.Read();
            if (isCost)
                body = body with { WantsCost = reader.TokenType == JsonTokenType.True };
            if (isHash && reader.TokenType == JsonTokenType.StartObject)
                body = body with { Hash = ReadHash(ref reader, extensions) };
            else
                reader.Skip();
        }
        return body;
    }

    private static ReadOnlyMemory<byte> ReadHash(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var hash = ReadOnlyMemory<byte>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isHash = reader.ValueTextEquals("sha256Hash"u8);
            reader.Read();
            if (isHash && reader.TokenType == JsonTokenType.String)
                hash = Slice(ref reader, json);
            else
                reader.Skip();
        }
        return hash;
    }

    /// <summary>Decodes the document's text.</summary>
    public string ReadQuery()
    {
        if (!QueryIsEscaped)
            return System.Text.Encoding.UTF8.GetString(Query.Span);
        var quoted = ArrayPool<byte>.Shared.Rent(Query.Length + 2);
        try
        {
            quoted[0] = (byte)'"';
            Query.Span.CopyTo(quoted.AsSpan(1));
            quoted[Query.Length + 1] = (byte)'"';
            var reader = new Utf8JsonReader(quoted.AsSpan(0, Query.Length + 2));
            reader.Read();
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw CreateNotText();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(quoted);
        }
    }

    /// <summary>Creates the refusal of half a surrogate pair, which is valid JSON by its grammar but not text.</summary>
    public static RequestRefusedException CreateNotText() =>
        new(400, ErrorCodes.MalformedJson, "The request has a string that is not Unicode text.");

    private static RequestRefusedException CreateInvalid(string message) => new(400, ErrorCodes.InvalidRequest, message);
}
