using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;
using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>The domain's catalogs of stored events, as the journal takes them. The domain must not know the journal, so they meet here.</summary>
public static class Catalogs
{
    /// <summary>The events of orders.</summary>
    public static EventCatalog<OrderEvent> Orders { get; } = Of<OrderEvent>(OrderEvents.Contracts);
    /// <summary>The events of customers.</summary>
    public static EventCatalog<CustomerEvent> Customers { get; } = Of<CustomerEvent>(CustomersCatalog.Events);
    /// <summary>The events of project teams.</summary>
    public static EventCatalog<TeamEvent> Teams { get; } = Of<TeamEvent>(TeamsCatalog.Events);
    /// <summary>The events of the staff register.</summary>
    public static EventCatalog<StaffEvent> Staff { get; } = Of<StaffEvent>(StaffCatalog.Events);

    private static EventCatalog<TEvent> Of<TEvent>(ImmutableArray<EventContract> contracts)
        where TEvent : class
    {
        var line = typeof(Catalogs).GetMethod(nameof(Line), BindingFlags.NonPublic | BindingFlags.Static)!;
        return new(contracts.Select(contract => (EventType<TEvent>)line.MakeGenericMethod(typeof(TEvent), contract.Type).Invoke(null, [contract])!));
    }

    private static EventType<TEvent> Line<TEvent, T>(EventContract contract)
        where TEvent : class
        where T : class, TEvent =>
        EventType.Create<TEvent, T>(contract.Name, contract.Schema, (JsonTypeInfo<T>)contract.Json, [.. contract.Personal]);
}
