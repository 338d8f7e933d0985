using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using OrderGrains.GraphQL.Execution;

namespace OrderGrains.GraphQL.Http;

/// <summary>A request as it came by HTTP: slices of one buffer, of which nothing is converted before it is needed.</summary>
/// <param name="Query">The document's text as it stands in the JSON, escapes and all; what prepared documents are known by.</param>
/// <param name="QueryIsEscaped">Whether the text has JSON escapes.</param>
/// <param name="OperationName">The operation to execute; null where the document holds but one.</param>
/// <param name="Variables">The variables' JSON object; empty where there are none.</param>
/// <param name="Hash">The SHA-256 that the document is known by, in hexadecimal digits; empty where the request gives none.</param>
/// <param name="WantsCost">Whether the answer is to say what the operation costs.</param>
internal readonly record struct RequestBody(
    ReadOnlyMemory<byte> Query, bool QueryIsEscaped, string? OperationName, ReadOnlyMemory<byte> Variables, ReadOnlyMemory<byte> Hash, bool WantsCost)
{
    /// <summary>Reads a POST's JSON.</summary>
    /// <exception cref="RequestRefusedException">It is no JSON, or no GraphQL request.</exception>
    public static RequestBody Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            throw new RequestRefusedException(400, ErrorCodes.MalformedJson, "The body is not UTF-8.");
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
                throw new RequestRefusedException(400, ErrorCodes.BatchingNotAllowed, "One request at a time: arrays are not accepted.");
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Invalid("The body must be a JSON object.");
            var body = Members(ref reader, json);
            while (reader.Read()) { /* What follows the object must be white space: the reader throws at anything else. */ }
            return body.Query.IsEmpty && body.Hash.IsEmpty ? throw Invalid("The member query is missing.") : body;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RequestRefusedException(400, ErrorCodes.MalformedJson, "The body is not valid JSON.");
        }
    }

    /// <summary>Reads the parameters of a GET.</summary>
    /// <exception cref="RequestRefusedException">They are no GraphQL request.</exception>
    public static RequestBody Parse(IQueryCollection parameters)
    {
        // The same members as in a POST, so that they are read by the same code.
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var name in (ReadOnlySpan<string>)["query", "documentId", "operationName", "variables", "extensions"])
            {
                if (!parameters.TryGetValue(name, out var values))
                    continue;
                if (values.Count != 1)
                    throw Invalid($"The parameter {name} is given more than once.");
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

    private static RequestBody Members(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var body = default(RequestBody);
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.ValueTextEquals("query"u8) ? 1 : reader.ValueTextEquals("variables"u8) ? 2
                : reader.ValueTextEquals("operationName"u8) ? 4 : reader.ValueTextEquals("extensions"u8) ? 8 : reader.ValueTextEquals("documentId"u8) ? 16 : 0;
            if ((seen & member) != 0)
                throw Invalid("A member of the request is given twice.");
            seen |= member;
            reader.Read();
            body = Member(member, body, ref reader, json);
        }
        return body;
    }

    private static RequestBody Member(int member, RequestBody body, ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        switch (member)
        {
            case 1:
                if (reader.TokenType != JsonTokenType.String)
                    throw Invalid("The member query must be a string.");
                return body with { Query = Slice(ref reader, json), QueryIsEscaped = reader.ValueIsEscaped };
            case 2:
                return body with { Variables = Object("variables", ref reader, json) };
            case 4:
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                    throw Invalid("The member operationName must be a string.");
                return body with { OperationName = reader.GetString() };
            case 8:
                return Extensions(body, Object("extensions", ref reader, json));
            case 16:
                var id = reader.TokenType == JsonTokenType.String ? Slice(ref reader, json) : throw Invalid("The member documentId must be a string.");
                return id.Span.StartsWith("sha256:"u8) ? body with { Hash = id[7..] } : throw Invalid("A documentId is sha256: and the digits of the hash.");
            default:
                reader.Skip();
                return body;
        }
    }

    private static ReadOnlyMemory<byte> Object(string name, ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Invalid($"The member {name} must be an object.");
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    // The text between the quotes, as it stands.
    private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json) => json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);

    private static RequestBody Extensions(RequestBody body, ReadOnlyMemory<byte> extensions)
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
                body = body with { Hash = HashIn(ref reader, extensions) };
            else
                reader.Skip();
        }
        return body;
    }

    private static ReadOnlyMemory<byte> HashIn(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
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

    /// <summary>The document's text.</summary>
    public string QueryText()
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
            throw NotText();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(quoted);
        }
    }

    /// <summary>Valid JSON by its grammar, but half of a surrogate pair is no text.</summary>
    public static RequestRefusedException NotText() => new(400, ErrorCodes.MalformedJson, "The request holds a string that is not Unicode text.");

    private static RequestRefusedException Invalid(string message) => new(400, ErrorCodes.InvalidRequest, message);
}
