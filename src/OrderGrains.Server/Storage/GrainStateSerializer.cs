using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orleans.Storage;

namespace OrderGrains.Server.Storage;

/// <summary>
/// Writes the states of grains as JSON by generated contexts, without any name of a type: a type may be renamed and moved, a member may be
/// added. What a state is, is said by the name of its grain and its own.
/// </summary>
/// <param name="contexts">The contexts of the types, each declared with <see cref="GrainStates.AddGrainState"/>.</param>
internal sealed class GrainStateSerializer(IEnumerable<JsonSerializerContext> contexts) : IGrainStorageSerializer
{
    private readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts]),
    };

    /// <inheritdoc/>
    // Null would be written as such.
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input!, Type<T>()));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) =>
        JsonSerializer.Deserialize(input.ToMemory().Span, Type<T>())
            ?? throw new JsonException($"The stored state of {typeof(T).Name} is null.");

    private JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)_json.GetTypeInfo(typeof(T));
}
