using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace OrderGrains.GraphQL.Relay;

/// <summary>A position in a sorted list: the sort key and id of the record there.</summary>
/// <remarks>Never an offset, so that paging a changing list neither skips nor repeats records.</remarks>
/// <param name="Order">The list's sort order (and its filter, if that matters); a cursor is valid for its own list only.</param>
/// <param name="Key">The record's sort key as text that the list's query understands; null if it has none.</param>
/// <param name="Id">The record's id, which decides between equal keys.</param>
public sealed record Cursor(string Order, string? Key, Guid Id)
{
    private const int MaxLength = 1024;

    /// <summary>Encodes the cursor as opaque text for clients.</summary>
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

    /// <summary>Decodes a cursor.</summary>
    public static bool TryDecode(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (text.Length > MaxLength || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
            return false;
        try
        {
            var reader = new Utf8JsonReader(bytes[..length]);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray
                || !reader.Read() || reader.GetString() is not { } order || !reader.Read())
                return false;
            var key = reader.GetString();
            if (!reader.Read() || !reader.TryGetGuid(out var id)
                || !reader.Read() || reader.TokenType != JsonTokenType.EndArray || reader.Read())
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
