using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace OrderGrains.Journal;

/// <summary>Every event of a kind of record, by the literal and version that are stored. Complete and free of duplicates, or it cannot be made.</summary>
/// <typeparam name="TEvent">The closed hierarchy of the events.</typeparam>
public sealed class EventCatalog<TEvent>
    where TEvent : class
{
    private readonly FrozenDictionary<Type, EventType<TEvent>> _byEvent;
    private readonly FrozenDictionary<(string Name, int Schema), EventType<TEvent>> _byName;

    /// <summary>Makes the catalog.</summary>
    /// <exception cref="ArgumentException">Two lines have the same name and version, or the same event.</exception>
    public EventCatalog(params IEnumerable<EventType<TEvent>> types)
    {
        var byEvent = new Dictionary<Type, EventType<TEvent>>();
        var byName = new Dictionary<(string, int), EventType<TEvent>>();
        foreach (var type in types)
        {
            if (!byName.TryAdd((type.Name, type.Schema), type) || !byEvent.TryAdd(type.Event, type))
                throw new ArgumentException($"{type.Name} {type.Schema} ({type.Event.Name}) stands twice in the catalog.", nameof(types));
        }
        (_byEvent, _byName) = (byEvent.ToFrozenDictionary(), byName.ToFrozenDictionary());
        HoldsPersonal = byName.Values.Any(type => type.Personal);
    }

    /// <summary>Whether any event has personal members, so that records have keys.</summary>
    public bool HoldsPersonal { get; }

    /// <summary>Its lines.</summary>
    public IReadOnlyCollection<EventType<TEvent>> Types => _byName.Values;

    /// <summary>The line of an event.</summary>
    internal EventType<TEvent> Of(TEvent @event) =>
        _byEvent.TryGetValue(@event.GetType(), out var type) ? type : throw new InvalidOperationException($"{@event.GetType().Name} is not in the catalog.");

    /// <summary>Reads a stored event. With its key destroyed, the personal members are null.</summary>
    /// <exception cref="StreamUnreadableException">It was altered, the catalog does not know it, or it cannot be decoded.</exception>
    public TEvent Read(RecordedEvent recorded, IReadOnlyDictionary<Guid, PersonalKey> keys)
    {
        recorded.RequireUnaltered();
        var (stream, version, stored) = (recorded.Stream, recorded.Version, recorded.Event);
        if (!_byName.TryGetValue((stored.Type, stored.Schema), out var type))
            throw new StreamUnreadableException(stream, version, $"the event {stored.Type} {stored.Schema} is unknown.");
        try
        {
            var personal = stored is { Sealed: { } data, KeyId: { } id } && keys.TryGetValue(id, out var key) ? PersonalData.Open(key, stream, data) : null;
            return type.Decode(stored.Payload, personal);
        }
        catch (Exception e) when (e is JsonException or CryptographicException)
        {
            throw new StreamUnreadableException(stream, version, $"the event {stored.Type} {stored.Schema} cannot be decoded.", e);
        }
    }
}
