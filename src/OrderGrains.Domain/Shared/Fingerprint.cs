using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrderGrains.Domain.Shared;

/// <summary>Tells a repeated command from another one under the same key: the SHA-256 of its name and its content.</summary>
public static class Fingerprint
{
    /// <summary>The fingerprint, 32 bytes. The content is written as JSON by its type's members in their order, absent ones left out,
    /// so neither the order nor the spaces of what the caller sent matter.</summary>
    /// <param name="command">The command's name in the API, the same for one and for many.</param>
    /// <param name="content">The command, or its input, in canonical form.</param>
    /// <param name="json">The source-generated description of <paramref name="content"/>'s type.</param>
    public static byte[] Of(string command, object? content, JsonTypeInfo json) =>
        SHA256.HashData(JsonScratch.Write((command, content, json), static (writer, input) =>
        {
            writer.WriteStartArray();
            writer.WriteStringValue(input.command);
            if (input.content is not null)
                JsonSerializer.Serialize(writer, input.content, input.json);
            writer.WriteEndArray();
        }));

    /// <summary>A number as it is written in fingerprints: without zeros at its end.</summary>
    public static decimal Canonical(decimal number) => number / 1.0000000000000000000000000000m;
}
