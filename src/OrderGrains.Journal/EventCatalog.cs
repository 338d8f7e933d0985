using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace OrderGrains.Journal;

/// <summary>Maps each event of a kind of record to its stored name and version. Refuses duplicates.</summary>
/// <typeparam name="TEvent">The closed hierarchy of the events.</typeparam>
public sealed class EventCatalog<TEvent>
    where TEvent : class
{
    private readonly FrozenDictionary<Type, EventType<TEvent>> _byEvent;
    private readonly FrozenDictionary<(string Name, int Schema), EventType<TEvent>> _byName;

    /// <summary>Creates the catalog.</summary>
    /// <exception cref="ArgumentException">Two entries have the same name and version, or the same event.</exception>
    public EventCatalog(params IEnumerable<EventType<TEvent>> types)
    {
        var byEvent = new Dictionary<Type, EventType<TEvent>>();
        var byName = new Dictionary<(string, int), EventType<TEvent>>();
        foreach (var type in types)
        {
            if (!byName.TryAdd((type.Name, type.Schema), type) || !byEvent.TryAdd(type.Event, type))
                throw new ArgumentException($"The catalog lists {type.Name} {type.Schema} ({type.Event.Name}) twice.", nameof(types));
        }
        (_byEvent, _byName) = (byEvent.ToFrozenDictionary(), byName.ToFrozenDictionary());
        HoldsPersonal = byName.Values.Any(type => type.Personal);
    }

    /// <summary>Whether any event has personal members, so that records need keys.</summary>
    public bool HoldsPersonal { get; }

    /// <summary>The catalog's entries.</summary>
    public IReadOnlyCollection<EventType<TEvent>> Types => _byName.Values;

    /// <summary>Returns the entry of an event.</summary>
    internal EventType<TEvent> Of(TEvent @event) =>
        _byEvent.TryGetValue(@event.GetType(), out var type)
            ? type
            : throw new InvalidOperationException($"The catalog does not list {@event.GetType().Name}.");

    /// <summary>Decodes a stored event. If its key was destroyed, the personal members are null.</summary>
    /// <exception cref="StreamUnreadableException">The event was altered, is not in the catalog, or cannot be decoded.</exception>
    public TEvent Read(RecordedEvent recorded, IReadOnlyDictionary<Guid, PersonalKey> keys)
    {
        recorded.RequireUnaltered();
        var (stream, version, stored) = (recorded.Stream, recorded.Version, recorded.Event);
        if (!_byName.TryGetValue((stored.Type, stored.Schema), out var type))
            throw new StreamUnreadableException(stream, version, $"the event {stored.Type} {stored.Schema} is unknown.");
        try
        {
            var personal = stored is { Sealed: { } data, KeyId: { } id } && keys.TryGetValue(id, out var key)
                ? PersonalData.Open(key, stream, data)
                : null;
            return type.Decode(stored.Payload, personal);
        }
        catch (Exception e) when (e is JsonException or CryptographicException)
        {
            throw new StreamUnreadableException(stream, version, $"the event {stored.Type} {stored.Schema} cannot be decoded.", e);
        }
    }
}
