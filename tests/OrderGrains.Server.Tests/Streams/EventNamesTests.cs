using OrderGrains.Journal;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tests.Streams;

/// <summary>Whose events are whose.</summary>
public sealed class EventNamesTests
{
    private readonly EventNames names = new();

    [Fact]
    public void What_orders_do_is_known_as_theirs() =>
        Assert.All(Catalogs.Orders.Types, type => Assert.True(names.IsOrders(Event(type.Name, type.Schema))));

    [Fact]
    public void What_customers_teams_and_the_staff_do_is_known_and_no_orders() => Assert.All(
        Catalogs.Customers.Types.Select(x => (x.Name, x.Schema)).Concat(Catalogs.Teams.Types.Select(x => (x.Name, x.Schema)))
            .Concat(Catalogs.Staff.Types.Select(x => (x.Name, x.Schema))),
        type => Assert.False(names.IsOrders(Event(type.Name, type.Schema))));

    [Fact]
    public void What_teams_and_the_staff_do_is_no_news_to_customers() => Assert.All(
        Catalogs.Teams.Types.Select(x => (x.Name, x.Schema)).Concat(Catalogs.Staff.Types.Select(x => (x.Name, x.Schema))),
        type => Assert.Null(
            CustomerNews.Read(new(default, 1, 0, 1, Event(type.Name, type.Schema)), names, new Dictionary<Guid, PersonalKey>())));

    [Fact]
    public void What_is_unknown_is_nobodys() => Assert.Throws<UnknownEventException>(() => names.IsOrders(Event("order.unheard-of", 1)));

    private static NewEvent Event(string type, int schema) =>
        new(type, schema, Guid.Empty, DateTimeOffset.UnixEpoch, "{}"u8.ToArray(), null, null, "{}"u8.ToArray(), null, []);
}
