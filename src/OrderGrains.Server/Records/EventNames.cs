using System.Collections.Frozen;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Records;

/// <summary>Tells which kind of record an event belongs to. One that this program does not know belongs to none: no consumer may pass over
/// it in silence.</summary>
public sealed class EventNames
{
    private readonly FrozenDictionary<(string Name, int Schema), Type> _kinds;

    /// <param name="kinds">The kinds of records.</param>
    internal EventNames(IEnumerable<RecordRegistration> kinds) =>
        _kinds = kinds.SelectMany(kind => kind.EventNames.Select(name => (name, kind.Event))).ToFrozenDictionary(x => x.name, x => x.Event);

    /// <summary>Whether the event is known, and an order's.</summary>
    public bool KnowsAsOrders(NewEvent recorded) => KindOf(recorded) == typeof(OrderEvent);

    /// <summary>Whether the event is known, and a customer's.</summary>
    public bool KnowsAsCustomers(NewEvent recorded) => KindOf(recorded) == typeof(CustomerEvent);

    /// <summary>Whether the event is an order's.</summary>
    /// <exception cref="UnknownEventException">It is unknown to this version of the program.</exception>
    public bool IsOrders(NewEvent recorded) =>
        (KindOf(recorded) ?? throw new UnknownEventException(recorded.Type, recorded.Schema)) == typeof(OrderEvent);

    private Type? KindOf(NewEvent recorded) => _kinds.GetValueOrDefault((recorded.Type, recorded.Schema));
}
