using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Records;

/// <summary>Makes the journal's catalogs of the domain's lists of stored events: the domain must not know the journal, so they meet
/// here.</summary>
internal static class Catalogs
{
    /// <summary>The catalog of a kind of record's events.</summary>
    public static EventCatalog<TEvent> Of<TEvent>(ImmutableArray<EventContract> contracts)
        where TEvent : class
    {
        var line = typeof(Catalogs).GetMethod(nameof(Line), BindingFlags.NonPublic | BindingFlags.Static)!;
        return new(contracts.Select(contract =>
            (EventType<TEvent>)line.MakeGenericMethod(typeof(TEvent), contract.Type).Invoke(null, [contract])!));
    }

    private static EventType<TEvent> Line<TEvent, T>(EventContract contract)
        where TEvent : class
        where T : class, TEvent =>
        EventType.Create<TEvent, T>(contract.Name, contract.Schema, (JsonTypeInfo<T>)contract.Json, [.. contract.Personal]);
}
