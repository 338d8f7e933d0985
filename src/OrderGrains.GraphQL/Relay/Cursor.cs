using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace OrderGrains.GraphQL.Relay;

/// <summary>A place in a sorted list: the sort key and the id of the record there. Never an offset, so that a list that changes while it is paged neither
/// skips nor repeats.</summary>
/// <param name="Order">What the list is sorted by (and, where that matters, its filter): a cursor is good for its own list only.</param>
/// <param name="Key">The record's sort key, as text that the list's query understands; null where the record has none.</param>
/// <param name="Id">The record's id, which decides between equal keys.</param>
public sealed record Cursor(string Order, string? Key, Guid Id)
{
    private const int Longest = 1024;

    /// <summary>The cursor as clients see it: opaque.</summary>
    public string Encode()
    {
        var json = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(Order);
            writer.WriteStringValue(Key);
            writer.WriteStringValue(Id);
            writer.WriteEndArray();
        }
        return Base64Url.EncodeToString(json.WrittenSpan);
    }

    /// <summary>Reads a cursor.</summary>
    public static bool TryDecode(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Longest];
        if (text.Length > Longest || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
            return false;
        try
        {
            var reader = new Utf8JsonReader(bytes[..length]);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.GetString() is not { } order || !reader.Read())
                return false;
            var key = reader.GetString();
            if (!reader.Read() || !reader.TryGetGuid(out var id) || !reader.Read() || reader.TokenType != JsonTokenType.EndArray || reader.Read())
                return false;
            cursor = new(order, key, id);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
