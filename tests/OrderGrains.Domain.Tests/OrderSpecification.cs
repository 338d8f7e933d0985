using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

/// <summary>Given the events of an order, when an actor sends a command, then these events or refusals follow.</summary>
public abstract class OrderSpecification
{
    internal static Given Given(params IEnumerable<OrderEvent> events) => new(Histories.Fold(events));
}

internal sealed record Given(Order Order)
{
    public Then When(Actor actor, OrderCommand command, OrderPolicy? policy = null, DecisionLookups? lookups = null) =>
        new(Order, Decide(Order, command, actor, Now, policy, lookups));
}

internal sealed record Then(Order Before, Decision<OrderEvent> Decision)
{
    public IReadOnlyList<Rejection> Refusals => Decision is Decision<OrderEvent>.Rejected rejected ? rejected.Reasons : [];

    public IReadOnlyList<OrderEvent> Events =>
        Decision is Decision<OrderEvent>.Accepted accepted ? accepted.Events
            : throw new InvalidOperationException("refused: " + string.Join(' ', Refusals));

    public Order After => Events.Aggregate(Before, OrderRules.Evolve);

    public Order Happens(OrderEvent @event)
    {
        Assert.Equal([EventJson.Of(@event)], Events.Select(EventJson.Of));
        return After;
    }

    public void Refused(Rejection rejection) => Assert.Equal(rejection, Assert.Single(Refusals));

    public Rejection Refused(RejectionCode code)
    {
        var refusal = Assert.Single(Refusals);
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    public void Invalid(params IEnumerable<(string? Path, RejectionCode Code)> faults) =>
        Assert.Equal(faults, Refusals.Select(refusal => (refusal.Path, refusal.Code)));
}

/// <summary>The lines of every catalog of stored events.</summary>
internal static class Catalogs
{
    public static readonly EventContract[] All =
        [.. OrderEvents.Contracts, .. Domain.Customers.CustomerSteps.Table.Contracts, .. Domain.Teams.TeamSteps.Table.Contracts,
            .. Domain.Staff.StaffSteps.Table.Contracts];
}

/// <summary>Events as the journal writes them.</summary>
internal static class EventJson
{
    private static readonly Dictionary<Type, EventContract> Contracts =
        Catalogs.All.ToDictionary(contract => contract.Type);

    public static EventContract ContractOf(object @event) => Contracts[@event.GetType()];

    public static string Of(object @event) => Of(@event, ContractOf(@event));

    public static string Of(object value, EventContract contract)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" }))
            JsonSerializer.Serialize(writer, value, contract.Json);
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
