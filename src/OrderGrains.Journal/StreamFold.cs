using System.Security.Cryptography;
using System.Text.Json;

namespace OrderGrains.Journal;

/// <summary>Folds streams and snapshots, for loading, verifying and rebuilding.</summary>
internal sealed class StreamFold<TState, TEvent>(Aggregate<TState, TEvent> aggregate, EventCatalog<TEvent> catalog)
    where TState : class
    where TEvent : class
{
    private static readonly JsonEncodedText _recordedAt = JsonEncodedText.Encode("recordedAt");
    private static readonly JsonEncodedText _state = JsonEncodedText.Encode("state");

    /// <summary>The fold of no events.</summary>
    public Loaded<TState> Empty { get; } = new(aggregate.Initial, 0, HashChain.Start);

    /// <summary>Adds stored events to a fold; each must continue the hash chain.</summary>
    /// <exception cref="StreamUnreadableException">An event is unknown, altered, or out of order.</exception>
    public Loaded<TState> Add(
        Loaded<TState> to, StreamId stream, IReadOnlyList<RecordedEvent> events, IReadOnlyDictionary<Guid, PersonalKey> keys)
    {
        if (events.Count == 0)
            return to;
        var (state, version, hash, bytes) = (to.State, to.Version, to.Hash, to.TailBytes);
        foreach (var recorded in events)
        {
            if (recorded.Version != version + 1)
                throw new StreamUnreadableException(stream, version + 1, $"version {recorded.Version} follows version {version}.");
            version = recorded.Version;
            if (!HashChain.IsValid(hash, stream, version, recorded.Event))
                throw new StreamUnreadableException(stream, version, "the hash does not match.");
            state = aggregate.Evolve(state, catalog.Read(recorded, keys));
            hash = recorded.Event.Hash;
            bytes += SizeOf(recorded.Event);
        }
        return new(state, version, hash)
        {
            RecordedAt = events[^1].Event.RecordedAt,
            TailEvents = to.TailEvents + events.Count,
            TailBytes = bytes,
        };
    }

    /// <summary>Reads a snapshot; null if it is unusable because its key was destroyed or it was altered.</summary>
    public Loaded<TState>? Read(Snapshot snapshot, IReadOnlyDictionary<Guid, PersonalKey> keys)
    {
        try
        {
            var body = snapshot.Body;
            if (snapshot.KeyId is { } id)
            {
                if (!keys.TryGetValue(id, out var key))
                    return null;
                body = PersonalData.Open(key, snapshot.Stream, body);
            }
            return Decode(snapshot, body);
        }
        catch (Exception e) when (e is JsonException or CryptographicException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Creates the snapshot of a fold; encrypted if there is a key.</summary>
    public Snapshot Write(StreamId stream, Loaded<TState> loaded, PersonalKey? key)
    {
        var body = Scratch.Current.Serialize(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber(_recordedAt, loaded.RecordedAt.ToUnixTimeMilliseconds());
            writer.WritePropertyName(_state);
            JsonSerializer.Serialize(writer, loaded.State, aggregate.StateJson);
            writer.WriteEndObject();
        });
        var stored = key is null ? body.ToArray() : PersonalData.Seal(key, stream, body);
        return new(stream, loaded.Version, aggregate.Fold, loaded.Hash, stored, key?.Id);
    }

    /// <summary>Returns an event's contribution to the size that makes a snapshot due.</summary>
    public static int SizeOf(NewEvent @event) => @event.Payload.Length + (@event.Sealed?.Length ?? 0);

    private Loaded<TState> Decode(Snapshot snapshot, ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        Expect(ref reader, JsonTokenType.StartObject);
        Expect(ref reader, JsonTokenType.PropertyName);
        Expect(ref reader, JsonTokenType.Number);
        var recordedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64());
        Expect(ref reader, JsonTokenType.PropertyName);
        var state = JsonSerializer.Deserialize(ref reader, aggregate.StateJson) ?? throw new JsonException("The state is null.");
        return new(state, snapshot.Version, snapshot.Hash) { RecordedAt = recordedAt };
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
            throw new JsonException($"The snapshot must have {token} here.");
    }
}
