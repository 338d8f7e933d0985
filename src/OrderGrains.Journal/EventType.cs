using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrderGrains.Journal;

/// <summary>Creates entries of an event catalog.</summary>
public static class EventType
{
    /// <summary>Creates an entry of the catalog.</summary>
    /// <typeparam name="TEvent">The closed hierarchy of the record's events.</typeparam>
    /// <typeparam name="T">The type of the event.</typeparam>
    /// <param name="name">The stored name, such as <c>order.submitted</c>; it never changes once an event was stored.</param>
    /// <param name="schema">The version of the name's payload, from 1.</param>
    /// <param name="json">The JSON contract of the event.</param>
    /// <param name="personalMembers">
    /// The JSON names of the top-level members with personal data; they are encrypted, and null once the key is destroyed.
    /// </param>
    public static EventType<TEvent> Create<TEvent, T>(string name, int schema, JsonTypeInfo<T> json, params string[] personalMembers)
        where TEvent : class
        where T : class, TEvent =>
        new EventType<TEvent, T>(name, schema, json, personalMembers);
}

/// <summary>An entry of an event catalog, created by <see cref="EventType.Create"/>: the event's name, version and JSON contract.</summary>
/// <typeparam name="TEvent">The closed hierarchy of the record's events.</typeparam>
public abstract class EventType<TEvent>
    where TEvent : class
{
    private protected EventType(string name, int schema) => (Name, Schema) = (name, schema);

    /// <summary>The stored name.</summary>
    public string Name { get; }
    /// <summary>The version of the name's payload.</summary>
    public int Schema { get; }
    /// <summary>Whether the event type has personal members.</summary>
    public abstract bool Personal { get; }

    internal abstract Type Event { get; }

    /// <summary>Whether a personal member of the event has a value, so that a key is needed.</summary>
    internal abstract bool HoldsPersonal(TEvent @event);

    /// <summary>Encodes the event; with a key, encrypts its personal members separately.</summary>
    internal abstract (byte[] Payload, byte[]? Sealed) Encode(TEvent @event, StreamId stream, PersonalKey? key);

    /// <summary>Decodes the event; without <paramref name="personal"/>, its personal members are null.</summary>
    internal abstract TEvent Decode(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> personal);
}

internal sealed class EventType<TEvent, T> : EventType<TEvent>
    where TEvent : class
    where T : class, TEvent
{
    private readonly JsonTypeInfo<T> _json;
    private readonly JsonPropertyInfo[] _personal;
    private readonly byte[][] _personalNames;
    private readonly byte[] _erased;

    public EventType(string name, int schema, JsonTypeInfo<T> json, string[] personalMembers)
        : base(name, schema)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(schema, 1);
        _json = json;
        _personal = [.. personalMembers.Select(Property)];
        _personalNames = [.. _personal.Select(property => Encoding.UTF8.GetBytes(property.Name))];
        var members = _personal.Select(property => $"\"{JsonEncodedText.Encode(property.Name)}\":null");
        _erased = Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
    }

    public override bool Personal => _personal.Length > 0;
    internal override Type Event => typeof(T);

    internal override bool HoldsPersonal(TEvent @event)
    {
        foreach (var property in _personal)
        {
            if (property.Get!(@event) is not null)
                return true;
        }
        return false;
    }

    internal override (byte[] Payload, byte[]? Sealed) Encode(TEvent @event, StreamId stream, PersonalKey? key)
    {
        var scratch = Scratch.Current;
        var whole = scratch.Serialize((T)@event, _json);
        if (!Personal)
            return (whole.ToArray(), null);
        var (open, personal) = scratch.Split(whole, _personalNames);
        return (open.ToArray(), key is null ? null : PersonalData.Seal(key, stream, personal.Span));
    }

    internal override TEvent Decode(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> personal)
    {
        if (!Personal)
            return JsonSerializer.Deserialize(payload, _json) ?? throw new JsonException("The payload is null.");
        return Scratch.Current.Merge(payload, personal.IsEmpty ? _erased : personal, _json)
            ?? throw new JsonException("The payload is null.");
    }

    private JsonPropertyInfo Property(string name)
    {
        var property = _json.Properties.FirstOrDefault(property => property.Name == name)
            ?? throw new ArgumentException($"{Name}: the event has no member {name}.");
        if (property.Get is null || (property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null))
            throw new ArgumentException($"{Name}: the personal member {name} must be readable and nullable.");
        return property;
    }
}

/// <summary>Buffers that a thread reuses between events.</summary>
#pragma warning disable CA1001 // It lives as long as its thread, and its writer holds only memory.
internal sealed class Scratch
#pragma warning restore CA1001
{
    private const int MaxKeptBytes = 1 << 20;

    // Stored events are read by programs and psql, never by a browser, so that letters need no escapes.
    private static readonly JsonWriterOptions _options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
    [ThreadStatic] private static Scratch? _current;

    private ArrayBufferWriter<byte> _whole = new(4096);
    private ArrayBufferWriter<byte> _open = new(4096);
    private ArrayBufferWriter<byte> _personal = new(1024);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, _options);

    /// <summary>The thread's buffers; their results are valid until the thread uses them again.</summary>
    public static Scratch Current => _current ??= new Scratch();

    public ReadOnlySpan<byte> Serialize<T>(T value, JsonTypeInfo<T> json)
    {
        _writer.Reset(Reset(ref _whole));
        JsonSerializer.Serialize(_writer, value, json);
        _writer.Flush();
        return _whole.WrittenSpan;
    }

    public ReadOnlySpan<byte> Serialize(Action<Utf8JsonWriter> write)
    {
        _writer.Reset(Reset(ref _whole));
        write(_writer);
        _writer.Flush();
        return _whole.WrittenSpan;
    }

    /// <summary>Splits the top-level members of an object into two objects.</summary>
    public (ReadOnlyMemory<byte> Open, ReadOnlyMemory<byte> Personal) Split(ReadOnlySpan<byte> whole, byte[][] personalNames)
    {
        Open(Reset(ref _open));
        Open(Reset(ref _personal));
        var reader = new Utf8JsonReader(whole);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var to = IsOneOf(ref reader, personalNames) ? _personal : _open;
            reader.Read();
            reader.Skip();
            if (to.WrittenCount > 1)
                to.Write(","u8);
            to.Write(whole[start..(int)reader.BytesConsumed]);
        }
        _open.Write("}"u8);
        _personal.Write("}"u8);
        return (_open.WrittenMemory, _personal.WrittenMemory);
    }

    /// <summary>Deserializes two objects as one.</summary>
    public T? Merge<T>(ReadOnlySpan<byte> open, ReadOnlySpan<byte> personal, JsonTypeInfo<T> json)
    {
        if (open is not [(byte)'{', .., (byte)'}'] || personal is not [(byte)'{', .., (byte)'}'])
            throw new JsonException("The payload is not an object.");
        var whole = Reset(ref _whole);
        whole.Write(open[..^1]);
        if (open.Length > 2 && personal.Length > 2)
            whole.Write(","u8);
        whole.Write(personal[1..]);
        return JsonSerializer.Deserialize(whole.WrittenSpan, json);
    }

    private static void Open(ArrayBufferWriter<byte> buffer) => buffer.Write("{"u8);

    private static bool IsOneOf(ref Utf8JsonReader reader, byte[][] names)
    {
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name))
                return true;
        }
        return false;
    }

    private static ArrayBufferWriter<byte> Reset(ref ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > MaxKeptBytes)
            buffer = new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        return buffer;
    }
}
