using System.Collections.Frozen;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Storage;

/// <summary>Whose events are whose. An event that this program does not know is nobody's: no consumer may pass over it in silence.</summary>
public sealed class EventNames
{
    private readonly FrozenSet<(string, int)> _orders = Catalogs.Orders.Types.Select(type => (type.Name, type.Schema)).ToFrozenSet();
    private readonly FrozenSet<(string, int)> _customers = Catalogs.Customers.Types.Select(type => (type.Name, type.Schema)).ToFrozenSet();
    private readonly FrozenSet<(string, int)> _others =
        Catalogs.Teams.Types.Select(type => (type.Name, type.Schema)).Concat(Catalogs.Staff.Types.Select(type => (type.Name, type.Schema))).ToFrozenSet();

    /// <summary>Whether the event is known, and an order's.</summary>
    public bool KnowsAsOrders(NewEvent recorded) => _orders.Contains((recorded.Type, recorded.Schema));

    /// <summary>Whether the event is known, and a customer's.</summary>
    public bool KnowsAsCustomers(NewEvent recorded) => _customers.Contains((recorded.Type, recorded.Schema));

    /// <summary>Whether the event is an order's.</summary>
    /// <exception cref="UnknownEventException">It is unknown to this version of the program.</exception>
    public bool IsOrders(NewEvent recorded) =>
        KnowsAsOrders(recorded)
        || (KnowsAsCustomers(recorded) || _others.Contains((recorded.Type, recorded.Schema)) ? false : throw new UnknownEventException(recorded.Type, recorded.Schema));
}
