using OrderGrains.Domain.Orders;
using OrderGrains.Journal;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Records;
using OrderGrains.Server.Staff;
using OrderGrains.Server.Teams;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tests.Streams;

/// <summary>Whose events are whose.</summary>
public sealed class EventNamesTests
{
    private readonly EventNames names = new(RecordKinds.All);

    [Fact]
    public void Events_of_orders_belong_to_no_other_kind() => Assert.All(RecordKinds.All, kind => Assert.All(
        kind.EventNames, name => Assert.Equal(kind.Event == typeof(OrderEvent), names.IsOrders(Event(name.Name, name.Schema)))));

    [Fact]
    public void Customers_learn_nothing_from_events_of_teams_and_the_staff() => Assert.All(
        TeamsSetup.Registration.EventNames.Concat(StaffSetup.Registration.EventNames),
        name => Assert.Null(
            CustomerNews.Read(new(default, 1, 0, 1, Event(name.Name, name.Schema)), names, new Dictionary<Guid, PersonalKey>())));

    [Fact]
    public void An_unknown_event_belongs_to_no_kind() =>
        Assert.Throws<UnknownEventException>(() => names.IsOrders(Event("order.unheard-of", 1)));

    private static NewEvent Event(string type, int schema) =>
        new(type, schema, Guid.Empty, DateTimeOffset.UnixEpoch, "{}"u8.ToArray(), null, null, "{}"u8.ToArray(), null, []);
}
