using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>Writes ids as 32 hexadecimal digits in JSON.</summary>
/// <param name="of">Makes the id of its value.</param>
/// <param name="valueOf">The id's value.</param>
public abstract class IdJson<TId>(Func<Guid, TId> of, Func<TId, Guid> valueOf) : JsonConverter<TId>
    where TId : struct
{
    /// <inheritdoc/>
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Guid.TryParseExact(reader.GetString(), "N", out var value) ? of(value) : throw new JsonException("not an id");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
    {
        Span<char> digits = stackalloc char[32];
        valueOf(value).TryFormat(digits, out _, "N");
        writer.WriteStringValue(digits);
    }
}
